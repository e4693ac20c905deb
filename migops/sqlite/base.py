"""Django's backend for SQLite, which writes many rows with few statements, and folds text.

Django counts with the 999 parameters that SQLite took before 3.32, of 2020. Newer ones take 32,766 and more.
"""

import sqlite3

from django.db.backends.sqlite3 import base, features

from migops.folding import fold

OLD_LIMIT, LIMIT = 999, 32_766


class DatabaseFeatures(features.DatabaseFeatures):
    max_query_params = LIMIT if sqlite3.sqlite_version_info >= (3, 32) else OLD_LIMIT


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures

    def get_new_connection(self, conn_params):
        connection = super().get_new_connection(conn_params)
        connection.create_function("migops_fold", 1, fold, deterministic=True)
        return connection
