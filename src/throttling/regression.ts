/** A linear prediction of one value from many features. */
export interface Regression {
  predict(features: readonly number[]): number;
}

/**
 * Weighted least squares with a little ridge, features standardised first. Rows are few dozen features long, so the
 * normal equations are solved as they are (Cholesky).
 */
export function regress(
  rows: readonly (readonly number[])[],
  values: readonly number[],
  weights: readonly number[] = rows.map(() => 1),
): Regression {
  const { means, scales } = standardOf(rows);
  const x = rows.map((row) => [1, ...row.map((value, i) => (value - (means[i] ?? 0)) / (scales[i] ?? 1))]);
  const size = (x[0]?.length ?? 1) as number;
  const matrix = Array.from({ length: size }, () => new Float64Array(size));
  const right = new Float64Array(size);
  for (const [r, row] of x.entries()) {
    const weight = weights[r] as number;
    for (let i = 0; i < size; i++) {
      const xi = (row[i] as number) * weight;
      right[i] = (right[i] as number) + xi * (values[r] as number);
      const line = matrix[i] as Float64Array;
      for (let j = 0; j <= i; j++) line[j] = (line[j] as number) + xi * (row[j] as number);
    }
  }
  const ridge = 1e-3 * weights.reduce((sum, weight) => sum + weight, 0);
  for (let i = 1; i < size; i++) (matrix[i] as Float64Array)[i] = (matrix[i]?.[i] as number) + ridge;
  const slopes = solve(matrix, right);
  return {
    predict: (features) =>
      features.reduce(
        (sum, value, i) => sum + ((value - (means[i] ?? 0)) / (scales[i] ?? 1)) * (slopes[i + 1] as number),
        slopes[0] as number,
      ),
  };
}

function standardOf(rows: readonly (readonly number[])[]) {
  const width = rows[0]?.length ?? 0;
  const means = Array.from(
    { length: width },
    (_, i) => rows.reduce((sum, row) => sum + (row[i] as number), 0) / rows.length,
  );
  const scales = means.map((mean, i) => {
    const variance = rows.reduce((sum, row) => sum + ((row[i] as number) - mean) ** 2, 0) / rows.length;
    return Math.sqrt(variance) || 1;
  });
  return { means, scales };
}

/** Of a symmetric positive definite matrix, of which the lower half is given. */
function solve(matrix: Float64Array[], right: Float64Array): Float64Array {
  const size = right.length;
  const at = (i: number, j: number) => matrix[i]?.[j] as number;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = at(i, j);
      for (let k = 0; k < j; k++) sum -= at(i, k) * at(j, k);
      (matrix[i] as Float64Array)[j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / at(j, j);
    }
  }
  const half = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let sum = right[i] as number;
    for (let k = 0; k < i; k++) sum -= at(i, k) * (half[k] as number);
    half[i] = sum / at(i, i);
  }
  const solution = new Float64Array(size);
  for (let i = size - 1; i >= 0; i--) {
    let sum = half[i] as number;
    for (let k = i + 1; k < size; k++) sum -= at(k, i) * (solution[k] as number);
    solution[i] = sum / at(i, i);
  }
  return solution;
}
