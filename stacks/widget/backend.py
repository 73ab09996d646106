"""Answers GET /widget, called through a Lambda proxy integration."""

import json


def get_widget(event, context):
    """The result is the whole response: a numeric statusCode, and a body that is a string."""
    return {
        "statusCode": 200,
        "headers": {"Content-Type": "application/json"},
        "body": json.dumps({"name": "widget", "path": event["path"]}),
    }
