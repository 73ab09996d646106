/** The result of some work, or `null` once `limitMs` have passed; the work itself goes on. */
export function withinTime<Result>(work: Promise<Result>, limitMs: number): Promise<Result | null> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(null), limitMs);
    work.then(
      (result) => {
        clearTimeout(timer);
        resolve(result);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
