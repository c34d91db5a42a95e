"""A month of orders as a whole."""

from marshmallow import fields

from gateway.entrypoints.fields import Answer, amount, choice, many, text
from gateway.entrypoints.schemas.orders import STATUSES


class OrderOutcome(Answer):
    status = choice(STATUSES, "How they stand now.", required=True)
    reason_code = text("Why, where there is a reason.", required=True, allow_none=True)
    stage = text("How far they had come, if they ended early.", required=True, allow_none=True)
    fault = text("Whose fault it is that they ended.", required=True, allow_none=True)
    orders = fields.Integer(required=True, metadata={"description": "How many."})
    amount_due_idr = amount("What is, or was, due for them.")


class SellersOfPlace(Answer):
    kelurahan_code = text("Where they are.", required=True)
    supervising_department = text("Who looks after them.", required=True)
    sellers = fields.Integer(
        required=True, metadata={"description": "Who may sell, or had orders in that month."}
    )
    with_orders = fields.Integer(
        required=True, metadata={"description": "Of them, who had at least one order."}
    )
    orders = fields.Integer(required=True, metadata={"description": "How many they had."})


class OrderOutcomesAnswer(Answer):
    orders = fields.Integer(required=True, metadata={"description": "Orders placed that month."})
    amount_due_idr = amount("What is, or was, due for all of them.")
    outcomes = many(OrderOutcome, "What became of them.")
    sellers = many(SellersOfPlace, "The sellers, by kelurahan and department.")
