"""Letter forms, names, keys and time stamps: pure functions on text."""

from app.text.compared_form import base_letters, cluster_end, clusters, normal
from app.text.folding import fold, storable
from app.text.keys import code, letters, stated_key
from app.text.names import FOLDERS, name_address, name_key, quoted_path, tag_name
from app.text.stamps import MONTHS, UNDATED, stamp_now, utc_stamp

__all__ = [
    "FOLDERS",
    "MONTHS",
    "UNDATED",
    "base_letters",
    "cluster_end",
    "clusters",
    "code",
    "fold",
    "letters",
    "name_address",
    "name_key",
    "normal",
    "quoted_path",
    "stamp_now",
    "stated_key",
    "storable",
    "tag_name",
    "utc_stamp",
]
