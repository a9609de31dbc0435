"""What rows that are no people are called: the word for each table, and where its names stand."""

from typing import Any, NamedTuple

from crm.models import (
    Association,
    AssociationLabel,
    Business,
    Choice,
    ColumnSet,
    ContactBusiness,
    ContactEmail,
    ContactPhone,
    CustomField,
    CustomFolder,
    CustomObject,
    CustomOption,
    CustomRecord,
    File,
    Invitation,
    Member,
    Note,
    Office,
    SavedMapping,
    SmartList,
    Tag,
    Task,
    TaskSeries,
)


class Called(NamedTuple):
    """The word for one thing of a table, empty where it is only spoken of by its name; and the column of its name, or a question that gives it."""

    word: str
    name: Any


CALLED: dict[Any, Called] = {
    Association: Called("link", AssociationLabel.select(AssociationLabel.name).where(AssociationLabel.id == Association.label)),
    AssociationLabel: Called("label", AssociationLabel.name),
    Business: Called("business", Business.name),
    Choice: Called("type", Choice.label),
    ColumnSet: Called("set of columns", ColumnSet.name),
    ContactBusiness: Called("", Business.select(Business.name).where(Business.id == ContactBusiness.business)),
    ContactEmail: Called("", ContactEmail.address),
    ContactPhone: Called("", ContactPhone.typed),
    CustomField: Called("field", CustomField.label),
    CustomFolder: Called("folder", CustomFolder.name),
    CustomObject: Called("object", CustomObject.many),
    CustomOption: Called("option", CustomOption.label),
    CustomRecord: Called("record", CustomRecord.name),
    File: Called("file", File.name),
    Invitation: Called("invitation for", Invitation.name),
    Member: Called("member", Member.name),
    Note: Called("note", Note.text),
    Office: Called("office", Office.name),
    SavedMapping: Called("mapping", SavedMapping.name),
    SmartList: Called("list", SmartList.name),
    Tag: Called("tag", Tag.name),
    Task: Called("task", Task.title),
    TaskSeries: Called("repeated task", TaskSeries.title),
}
