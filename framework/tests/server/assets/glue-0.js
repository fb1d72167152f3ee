// The script of an earlier build, which the manifest does not name any more.
