"""The tables: columns, predicates and indexes; no verbs."""

from crm.models.association import Association, AssociationLabel
from crm.models.base import ARCHIVED, GONE, LIVE, Base, Journalled, Membership, UTCField, tables
from crm.models.belonging import ContactBusiness, Dismissal
from crm.models.business import Business
from crm.models.choice import Choice
from crm.models.column_set import ColumnSet
from crm.models.contact import Contact, ContactDetail, ContactEmail, ContactPhone, ContactTag
from crm.models.custom import CustomField, CustomFolder, CustomOption, CustomValue
from crm.models.custom_object import CustomObject, CustomRecord
from crm.models.dnc import Dnc
from crm.models.file import File
from crm.models.follower import FOLLOWERS, BusinessFollower, ContactFollower, RecordFollower
from crm.models.member import Invitation, KnownBrowser, Member, Session, Setting, SignInFailure
from crm.models.note import Mention, Note
from crm.models.notice import Mail, Notice
from crm.models.office import Office
from crm.models.operation import Change, Event, Listener, Operation, OperationItem
from crm.models.saved_mapping import SavedMapping
from crm.models.search import ContactSearch
from crm.models.smart_list import SmartList
from crm.models.tag import Tag
from crm.models.talk import Talk
from crm.models.task import Task, TaskSeries

__all__ = [
    "ARCHIVED",
    "FOLLOWERS",
    "GONE",
    "LIVE",
    "Association",
    "AssociationLabel",
    "Base",
    "Business",
    "BusinessFollower",
    "Change",
    "Choice",
    "ColumnSet",
    "Contact",
    "ContactBusiness",
    "ContactDetail",
    "ContactEmail",
    "ContactFollower",
    "ContactPhone",
    "ContactSearch",
    "ContactTag",
    "CustomField",
    "CustomFolder",
    "CustomObject",
    "CustomOption",
    "CustomRecord",
    "CustomValue",
    "Dismissal",
    "Dnc",
    "Event",
    "File",
    "Invitation",
    "Journalled",
    "KnownBrowser",
    "Listener",
    "Mail",
    "Member",
    "Membership",
    "Mention",
    "Note",
    "Notice",
    "Office",
    "Operation",
    "OperationItem",
    "RecordFollower",
    "SavedMapping",
    "Session",
    "Setting",
    "SignInFailure",
    "SmartList",
    "Tag",
    "Talk",
    "Task",
    "TaskSeries",
    "UTCField",
    "tables",
]
