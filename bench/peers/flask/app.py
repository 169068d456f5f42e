"""The beers in Flask and SQLAlchemy, as such a service is usually written. Run by gunicorn; see bench/README.md."""
import base64
import os

from flask import Flask, jsonify, request
from sqlalchemy import BigInteger, Column, DateTime, Numeric, Text, create_engine, select
from sqlalchemy.orm import declarative_base, sessionmaker

engine = create_engine(os.environ["DATABASE_URL"].replace("postgres://", "postgresql+psycopg2://", 1), pool_size=8)
Session = sessionmaker(engine)
Base = declarative_base()
app = Flask(__name__)


class Beer(Base):
    __tablename__ = "beers"
    __table_args__ = {"schema": "public"}

    id = Column(BigInteger, primary_key=True)
    name = Column(Text, nullable=False)
    style = Column(Text)
    abv = Column(Numeric(4, 1), nullable=False)
    created_at = Column(DateTime(timezone=True), nullable=False)
    updated_at = Column(DateTime(timezone=True), nullable=False)

    def to_json(self):
        return {
            "id": self.id,
            "name": self.name,
            "style": self.style,
            "abv": float(self.abv),
            "createdAt": self.created_at.isoformat(),
            "updatedAt": self.updated_at.isoformat(),
        }


@app.get("/beers/<int:beer_id>")
def find(beer_id):
    with Session() as session:
        beer = session.get(Beer, beer_id)
        return jsonify(beer.to_json()) if beer else (jsonify(title="Not Found", status=404), 404)


@app.get("/beers")
def page():
    limit = request.args.get("limit", 50, type=int)
    if not 1 <= limit <= 500:
        return jsonify(title="Bad Request", status=400), 400
    cursor = request.args.get("cursor")
    after = int(base64.urlsafe_b64decode(cursor)) if cursor else 0
    with Session() as session:
        beers = session.scalars(select(Beer).where(Beer.id > after).order_by(Beer.id).limit(limit + 1)).all()
    answer = jsonify([beer.to_json() for beer in beers[:limit]])
    if len(beers) > limit:
        next_cursor = base64.urlsafe_b64encode(str(beers[limit - 1].id).encode()).decode()
        answer.headers["Link"] = f'</beers?limit={limit}&cursor={next_cursor}>; rel="next"'
    return answer
