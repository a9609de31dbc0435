"""What a merge does with links: both sides follow the record that is kept."""

from crm.associations import card
from crm.associations.records import Subject
from crm.journal import ends
from crm.journal.change import Writer
from crm.models import LIVE, Association, AssociationLabel


def follow(op: Writer, lose: Subject, keep: Subject) -> int:
    """Within the operation that merges `lose` into `keep`, let its links point to `keep`; gives how many did.

    What would link the kept record with itself, is there already, or would be more than a label allows is taken away; an undo of
    the merge brings all of them back.
    """
    moved = 0
    ends.hold(*(link.label_id for link in card.at(lose)))
    for link in card.at(lose):
        a, b = (keep if end == lose else end for end in link.ends)
        if link.label.is_mutual:
            a, b = min(a, b), max(a, b)
        if a == b or _full(link.label, link, a, b):
            op.remove(link)
        else:
            moved += op.put(link, a=a[1], b=b[1])
        ends.tell(op, link)
    return moved


def _full(label: AssociationLabel, link: Association, a: Subject, b: Subject) -> bool:
    others = Association.select().where((Association.label == label.id) & (Association.state == LIVE) & (Association.id != link.id))
    wanted = Association(label=label, kind_a=a[0], a=a[1], kind_b=b[0], b=b[1])
    touching = others.where(Association.a.in_((a[1], b[1])) | Association.b.in_((a[1], b[1])))
    return any(one.ends == wanted.ends or ends.in_the_way(label, wanted, one) for one in touching)
