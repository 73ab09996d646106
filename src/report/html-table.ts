import { asManyAsFit, type Content, html, type Markup } from './html-markup.ts';

export interface HtmlColumn {
  readonly title: string;
  readonly numeric?: boolean;
}

export interface HtmlTable {
  readonly caption: string;
  /** The first column names the row. */
  readonly columns: readonly HtmlColumn[];
  readonly rows: readonly HtmlRow[];
}

export interface HtmlRow {
  readonly cells: readonly Content[];
  /** A row that sums up the ones after it. */
  readonly leads?: boolean;
}

/** Bytes of rows that one table may take of the page. */
const mostBytes = 150_000;

/** A table that can be scrolled sideways on a narrow screen, with the keyboard as well. */
export function tableMarkup({ caption, columns, rows }: HtmlTable): Markup {
  const { drawn, left } = asManyAsFit(rows, mostBytes, (row) => rowMarkup(row, columns));
  const heads = columns.map(({ title, numeric }) => html`<th scope="col"${classOf(numeric)}>${title}</th>`);
  const more = html`<tfoot><tr><td colspan="${columns.length}">… and ${left} more rows, in the run’s JSON</td></tr></tfoot>`;
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${caption}"><table><caption>${caption}</caption><thead><tr>${heads}</tr></thead><tbody>${drawn}</tbody>${left > 0 ? more : null}</table></div>`;
}

function rowMarkup({ cells, leads }: HtmlRow, columns: readonly HtmlColumn[]): Markup {
  const [name = null, ...values] = cells;
  const rest = values.map((value, index) => html`<td${classOf(columns[index + 1]?.numeric)}>${value}</td>`);
  return html`<tr${leads ? html` class="leads"` : null}><th scope="row">${name}</th>${rest}</tr>`;
}

function classOf(numeric: boolean | undefined): Content {
  return numeric ? html` class="numeric"` : null;
}
