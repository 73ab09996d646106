/**
 * Wakes the main thread at a deadline: a timer of Node's keeps whole milliseconds only, this thread sleeps to a fraction
 * of one without using a processor.
 *
 * The shared memory is a number that changes with every new deadline (Int32), and from byte 8 two of Float64: the
 * deadline, milliseconds on the monotonic clock of `process.hrtime` (once it is no number, the thread ends), and how much
 * before it the main thread is to be woken.
 */
import { parentPort, workerData } from 'node:worker_threads';

const changes = new Int32Array(workerData, 0, 1);
const deadline = new Float64Array(workerData, 8, 2);

while (!Number.isNaN(deadline[0])) {
  const seen = Atomics.load(changes, 0);
  const [seconds, nanoseconds] = process.hrtime();
  const leftMs = deadline[0] - deadline[1] - (seconds * 1e3 + nanoseconds / 1e6);
  if (Number.isNaN(leftMs)) break;
  if (leftMs > 0) {
    Atomics.wait(changes, 0, seen, leftMs);
  } else {
    parentPort.postMessage(null);
    Atomics.wait(changes, 0, seen);
  }
}
