"""Divides two numbers, called through an integration that hands over nothing but the request's body."""


def divide(event, context):
    """The result is the response's body; httpStatus in it becomes the response's status."""
    if "dividend" not in event or "divisor" not in event:
        return {"httpStatus": 400, "error": "dividend and divisor are wanted"}
    if event["divisor"] == 0:
        return {"httpStatus": 422, "error": "nothing can be divided by 0"}
    # What isn't a number raises TypeError: the gateway turns the exception into a 500.
    return {"quotient": event["dividend"] / event["divisor"]}
