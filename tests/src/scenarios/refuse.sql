CREATE TRIGGER no_insert BEFORE INSERT ON todos BEGIN SELECT RAISE(ABORT, 'canary of the database'); END;
CREATE TRIGGER no_update BEFORE UPDATE ON todos BEGIN SELECT RAISE(ABORT, 'canary of the database'); END;
CREATE TRIGGER no_delete BEFORE DELETE ON todos BEGIN SELECT RAISE(ABORT, 'canary of the database'); END;
