import type { RouteLocationRaw } from 'vue-router'
import {
  dollars,
  count,
  percent,
  percentChange,
  points,
  price,
  signed,
  signedDollars,
} from '@/format/figures'
import { day } from '@/format/dates'
import { periodName } from '@/format/period'

/** How a column is filtered: by words within, between bounds, by choice. */
export type FilterKind = 'text' | 'number' | 'date' | 'choice' | 'code'

export interface Column<Row> {
  /** The field of the API by which rows are sorted and filtered. */
  key: string
  label: string
  /** What is counted, shown beside the label: `$`, `shares`, `%`. */
  unit?: string
  /** What the column means, where the label does not say it all. */
  help?: string
  align: 'start' | 'end'
  /** As text, for cells without a slot of their own. */
  text: (row: Row) => string
  /** Figures that go up or down carry a sign, and a color beside it. */
  change?: (row: Row) => number | null | undefined
  link?: (row: Row) => RouteLocationRaw | undefined
  /** Shown in a font whose characters are told apart: identifiers. */
  code?: boolean
  sortable: boolean
  filter?: FilterKind
  /** What there is to choose from, with the words for it. */
  choices?: Record<string, string>
  /** What is typed is divided by this before it is asked: 100 where ratios are shown in per cent. */
  filterScale?: number
  /** Shown only when somebody asks for it. */
  hidden?: boolean
  /** Long text wraps; everything else stays on its line. */
  wraps?: boolean
}

type Options<Row> = Partial<Omit<Column<Row>, 'key' | 'label'>>

/** The keys of a row, as the API names them. */
type Key<Row> = keyof Row & string

function make<Row>(
  key: Key<Row>,
  label: string,
  base: Options<Row>,
  more: Options<Row>,
  text: (row: Row) => string,
) {
  return { key, label, align: 'start', sortable: true, text, ...base, ...more } as Column<Row>
}

function of<Row, T>(row: Row, key: Key<Row>): T {
  return row[key] as T
}

export function text<Row>(key: Key<Row>, label: string, more: Options<Row> = {}): Column<Row> {
  return make(key, label, { filter: 'text' }, more, (row) => of<Row, string | null>(row, key) ?? '')
}

/** An identifier: CUSIP, accession number, ticker, CIK. */
export function code<Row>(key: Key<Row>, label: string, more: Options<Row> = {}): Column<Row> {
  return make(key, label, { filter: 'code', code: true }, more, (row) => String(of(row, key) ?? ''))
}

export function choice<Row>(
  key: Key<Row>,
  label: string,
  choices: Record<string, string>,
  more: Options<Row> = {},
): Column<Row> {
  return make(key, label, { filter: 'choice', choices }, more, (row) => {
    const value = of<Row, string | null>(row, key)
    return value === null || value === undefined ? '' : (choices[value] ?? value)
  })
}

export function date<Row>(key: Key<Row>, label: string, more: Options<Row> = {}): Column<Row> {
  return make(key, label, { filter: 'date' }, more, (row) => day(of(row, key)))
}

export function period<Row>(key: Key<Row>, label: string, more: Options<Row> = {}): Column<Row> {
  return make(key, label, { filter: 'code' }, more, (row) =>
    periodName(of<Row, string | null>(row, key) ?? ''),
  )
}

const figure = { align: 'end', filter: 'number' } as const

export function number<Row>(key: Key<Row>, label: string, more: Options<Row> = {}): Column<Row> {
  return make(key, label, figure, more, (row) => count(of(row, key)))
}

/** Whole dollars. */
export function usd<Row>(key: Key<Row>, label: string, more: Options<Row> = {}): Column<Row> {
  return make(key, label, { ...figure, unit: '$' }, more, (row) => dollars(of(row, key)).replace('$', ''))
}

export function pricePer<Row>(key: Key<Row>, label: string, more: Options<Row> = {}): Column<Row> {
  return make(key, label, { ...figure, unit: '$' }, more, (row) => price(of(row, key)).replace('$', ''))
}

/** A fraction, shown in per cent. */
export function share<Row>(key: Key<Row>, label: string, more: Options<Row> = {}): Column<Row> {
  return make(key, label, { ...figure, unit: '%', filterScale: 100 }, more, (row) =>
    percent(of(row, key)).replace('%', ''),
  )
}

function changing<Row>(key: Key<Row>): Options<Row> {
  return { ...figure, change: (row) => of(row, key) }
}

/** A change in dollars, with its sign. */
export function usdChange<Row>(key: Key<Row>, label: string, more: Options<Row> = {}): Column<Row> {
  return make(key, label, { ...changing<Row>(key), unit: '$' }, more, (row) =>
    signedDollars(of(row, key)).replace('$', ''),
  )
}

/** A change of a count, with its sign. */
export function change<Row>(key: Key<Row>, label: string, more: Options<Row> = {}): Column<Row> {
  return make(key, label, changing<Row>(key), more, (row) => signed(of(row, key)))
}

/** A change as a fraction of what was before, shown in per cent. */
export function shareChange<Row>(key: Key<Row>, label: string, more: Options<Row> = {}): Column<Row> {
  return make(key, label, { ...changing<Row>(key), unit: '%', filterScale: 100 }, more, (row) =>
    percentChange(of(row, key)).replace('%', ''),
  )
}

/** A change of a weight, in percentage points. */
export function pointsChange<Row>(key: Key<Row>, label: string, more: Options<Row> = {}): Column<Row> {
  return make(key, label, { ...changing<Row>(key), unit: 'pp', filterScale: 100 }, more, (row) =>
    points(of(row, key)).replace(' pp', ''),
  )
}
