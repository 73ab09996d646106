"""Runs one Lambda handler: events come in and answers go out as lines on file descriptor 3.

A line in is {"requestId", "arn", "timeoutMs", "event"}. A line out is one letter, the microseconds
that it took, a space and JSON: R ready, I could not start, + the handler's result, - its error.
B and request ids: calls that it hasn't begun and won't, as the one that runs takes long.
Error documents and context fields are those of the Lambda Python runtime
(https://docs.aws.amazon.com/lambda/latest/dg/python-context.html, .../python-exceptions.html).
"""

import collections
import importlib
import json
import os
import socket
import sys
import threading
import time
import traceback


# json.dumps would make one for every call.
encode = json.JSONEncoder(ensure_ascii=False).encode


class Identity:
    cognito_identity_id = None
    cognito_identity_pool_id = None


class Context:
    # What is the same for all calls.
    function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
    function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
    memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
    log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
    log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]

    def __init__(self, request_id, arn, timeout_ms):
        self.aws_request_id = request_id
        self.invoked_function_arn = arn
        self.identity = Identity()
        self.client_context = None
        self._deadline_ms = time.monotonic() * 1000 + timeout_ms

    def get_remaining_time_in_millis(self):
        return max(int(self._deadline_ms - time.monotonic() * 1000), 0)


def end_with_parent():
    """A busy handler never sees its channel close, so a second thread watches the parent."""
    parent = os.getppid()

    def watch():
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def error_document(kind, message, trace, request_id=""):
    return {"errorMessage": message, "errorType": kind, "requestId": request_id, "stackTrace": trace}


def log_like_lambda():
    import logging

    handler = logging.StreamHandler(sys.stdout)
    formatter = logging.Formatter("[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(message)s", "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    logging.getLogger().addHandler(handler)


def load_handler(name):
    """The handler, or the error document that Lambda gives for code that can't be loaded."""
    try:
        module_name, function_name = name.rsplit(".", 1)
    except ValueError as problem:
        return None, error_document("Runtime.MalformedHandlerName", f"Bad handler '{name}': {problem}", [])
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as problem:
        message = f"Unable to import module '{module_name}': {problem}"
        return None, error_document("Runtime.ImportModuleError", message, [])
    except SyntaxError as problem:
        message = f"Syntax error in module '{module_name}': {problem}"
        where = f'  File "{deployed(problem.filename)}" Line {problem.lineno}\n    {problem.text}'
        return None, error_document("Runtime.UserCodeSyntaxError", message, [where])
    except Exception as problem:
        return None, error_document(type(problem).__name__, str(problem), own_frames(problem))
    handler = getattr(module, function_name, None)
    if handler is None:
        message = f"Handler '{function_name}' missing on module '{module_name}'"
        return None, error_document("Runtime.HandlerNotFound", message, [])
    return handler, None


def own_frames(problem):
    """The frames of the handler's code: without this file's and the import system's."""
    frames = traceback.extract_tb(problem.__traceback__)
    shown = [f for f in frames if f.filename != __file__ and not f.filename.startswith("<frozen importlib")]
    shown = [f for f in shown if os.path.dirname(f.filename) != os.path.dirname(importlib.__file__)]
    # As tuples, frames are printed without marks below the line.
    lines = traceback.format_list([(f.filename, f.lineno, f.name, f.line) for f in shown])
    return [deployed(line) for line in lines]


def deployed(text):
    """Names code by the folder that it lies in on AWS."""
    root = os.environ["LAMBDA_TASK_ROOT"]
    return (text or "").replace(os.path.realpath(root), "/var/task").replace(root, "/var/task")


def run(handler, call):
    """Letter and JSON text, as bytes, to send back."""
    try:
        result = handler(call["event"], Context(call["requestId"], call["arn"], call["timeoutMs"]))
    except Exception as problem:
        document = error_document(type(problem).__name__, str(problem), own_frames(problem), call["requestId"])
        return b"-", json.dumps(document).encode()
    try:
        return b"+", encode(result).encode()
    except (TypeError, ValueError, RecursionError) as problem:
        message = f"Unable to marshal response: {problem}"
        return b"-", json.dumps(error_document("Runtime.MarshalError", message, [], call["requestId"])).encode()


# Every line begins {"requestId":"UUID".
REQUEST_ID = slice(14, 50)


class Calls:
    """The lines that came. A second thread gives back those that wait for one that takes long."""

    patience_s = 0.005

    def __init__(self, channel):
        self.channel = channel
        self.sending = threading.Lock()
        self.waiting = collections.deque()
        self.begun = 0
        self.several = threading.Event()
        threading.Thread(target=self.give_back, daemon=True).start()

    def __iter__(self):
        rest = b""
        while True:
            chunk = self.channel.recv(262144)
            if not chunk:
                return
            *lines, rest = (rest + chunk).split(b"\n")
            self.waiting.extend(lines)
            if len(lines) > 1:
                self.several.set()
            while self.waiting:
                self.begun += 1
                try:
                    yield self.waiting.popleft()
                except IndexError:
                    break

    def send(self, letter, number, document):
        with self.sending:
            self.channel.sendall(b"%b%d %b\n" % (letter, number, document))

    def give_back(self):
        while True:
            self.several.wait()
            begun = self.begun
            time.sleep(self.patience_s)
            if not self.waiting:
                self.several.clear()
            elif begun == self.begun:
                self.several.clear()
                unbegun = []
                while self.waiting:
                    try:
                        unbegun.append(self.waiting.pop()[REQUEST_ID])
                    except IndexError:
                        break
                if unbegun:
                    self.send(b"B", 0, b",".join(reversed(unbegun)))


def main():
    os.set_inheritable(3, False)
    channel = socket.socket(fileno=3)
    calls = Calls(channel)
    end_with_parent()
    sys.stdout.reconfigure(line_buffering=True)
    log_like_lambda()
    sys.path[0] = os.environ["LAMBDA_TASK_ROOT"]
    handler, problem = load_handler(os.environ["_HANDLER"])
    if problem is not None:
        calls.send(b"I", 0, json.dumps(problem).encode())
        return
    calls.send(b"R", 0, b"")
    for line in calls:
        since_ns = time.perf_counter_ns()
        letter, document = run(handler, json.loads(line))
        calls.send(letter, (time.perf_counter_ns() - since_ns) // 1000, document)


main()
# A thread that the handler left running must not keep the process.
os._exit(0)
