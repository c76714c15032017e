sqlite.ABOUT := a store on disk, in SQLite
sqlite.HEADERS := sqlite.h
sqlite.NEEDS := core
sqlite.PKGS := sqlite3
sqlite.DEBS := libsqlite3-dev
