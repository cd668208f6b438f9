"""Flask-SQLAlchemy: what is a table, and what is only the class that tables are made from."""

from tests.facts.database.reading import schema_of


def test_the_class_behind_the_tables_is_no_table():
    text = """
        from flask_sqlalchemy import SQLAlchemy
        from flask_sqlalchemy.model import Model

        class OwnModel(Model):
            def get(cls, key): ...

        db = SQLAlchemy(model_class=OwnModel)

        class BlogPost(db.Model):
            id = db.Column(db.Integer, primary_key=True)
    """
    assert list(schema_of({"app/models.py": text}).tables) == ["blog_post"]
