/** Linear predictions of several values from many features. */
export interface Regression {
  /** In the order of the values. */
  predict(features: readonly number[]): number[];
}

/**
 * Weighted least squares with a little ridge, features standardised first. Rows are few dozen features long, so the
 * normal equations are solved as they are (Cholesky).
 */
export function regress(
  rows: readonly (readonly number[])[],
  values: readonly (readonly number[])[],
  weights: readonly number[] = rows.map(() => 1),
): Regression {
  const { means, scales } = standardOf(rows);
  const standard = (row: readonly number[]) =>
    Float64Array.from([1, ...row.map((value, i) => (value - (means[i] as number)) / (scales[i] as number))]);
  const size = means.length + 1;
  const matrix = Array.from({ length: size }, () => new Float64Array(size));
  const rights = values.map(() => new Float64Array(size));
  for (const [r, row] of rows.entries()) {
    const x = standard(row);
    const weight = weights[r] as number;
    for (let i = 0; i < size; i++) {
      const xi = (x[i] as number) * weight;
      const line = matrix[i] as Float64Array;
      for (let j = 0; j <= i; j++) line[j] = (line[j] as number) + xi * (x[j] as number);
      for (const [v, right] of rights.entries())
        right[i] = (right[i] as number) + xi * (values[v]?.[r] as number);
    }
  }
  const ridge = 1e-3 * weights.reduce((sum, weight) => sum + weight, 0);
  for (let i = 1; i < size; i++) (matrix[i] as Float64Array)[i] = (matrix[i]?.[i] as number) + ridge;
  const half = halved(matrix);
  const slopes = rights.map((right) => solve(half, right));
  return {
    predict(features) {
      const x = standard(features);
      return slopes.map((slope) => slope.reduce((sum, value, i) => sum + value * (x[i] as number), 0));
    },
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

/** The lower half of Cholesky's square root of a symmetric positive definite matrix, of which the lower half is given. */
function halved(matrix: readonly Float64Array[]): readonly Float64Array[] {
  const half = matrix.map((line) => new Float64Array(line));
  for (const [i, line] of half.entries()) {
    for (let j = 0; j <= i; j++) {
      const other = half[j] as Float64Array;
      let sum = line[j] as number;
      for (let k = 0; k < j; k++) sum -= (line[k] as number) * (other[k] as number);
      line[j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / (other[j] as number);
    }
  }
  return half;
}

function solve(half: readonly Float64Array[], right: Float64Array): Float64Array {
  const solution = new Float64Array(right);
  const at = (i: number, j: number) => half[i]?.[j] as number;
  for (let i = 0; i < right.length; i++) {
    for (let k = 0; k < i; k++) solution[i] = (solution[i] as number) - at(i, k) * (solution[k] as number);
    solution[i] = (solution[i] as number) / at(i, i);
  }
  for (let i = right.length - 1; i >= 0; i--) {
    for (let k = i + 1; k < right.length; k++)
      solution[i] = (solution[i] as number) - at(k, i) * (solution[k] as number);
    solution[i] = (solution[i] as number) / at(i, i);
  }
  return solution;
}
