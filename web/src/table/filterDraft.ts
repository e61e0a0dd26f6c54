import type { Column } from './columns'
import type { Filter } from './state'

/** What stands in the form of a column's filter. */
export interface Draft {
  words: string
  from: string
  to: string
  chosen: string[]
}

/** What the filters in force look like in the form. */
export function readDraft<Row>(column: Column<Row>, filters: Filter[]): Draft {
  const value = (...ops: Filter['op'][]) => filters.find((one) => ops.includes(one.op))?.value ?? ''
  const scaled = (text: string) =>
    text === '' || !column.filterScale
      ? text
      : String(Number((Number(text) * column.filterScale).toPrecision(12)))
  return {
    words: value('has', 'eq'),
    from: scaled(value('gte')),
    to: scaled(value('lte')),
    chosen: value('in', 'eq').split(',').filter(Boolean),
  }
}

/** What the form asks for. An empty field asks nothing. */
export function writeDraft<Row>(column: Column<Row>, draft: Draft): Filter[] {
  const filter = (op: Filter['op'], value: string): Filter[] =>
    value === '' ? [] : [{ key: column.key, op, value }]
  switch (column.filter) {
    case 'choice':
      return filter('in', draft.chosen.join(','))
    case 'number':
      return [...filter('gte', figure(column, draft.from)), ...filter('lte', figure(column, draft.to))]
    case 'date':
      return [...filter('gte', draft.from), ...filter('lte', draft.to)]
    case 'code':
      return filter('eq', draft.words.trim())
    default:
      return filter('has', draft.words.trim())
  }
}

const SCALES: Record<string, number> = { k: 1e3, m: 1e6, b: 1e9, bn: 1e9, t: 1e12 }

/** `$1.5m` and `1,500,000` are the same figure. */
function figure<Row>(column: Column<Row>, text: string): string {
  const plain = text
    .trim()
    .toLowerCase()
    .replace(/[$,%\s_]/g, '')
    .replace('−', '-')
  const [, digits, scale] = /^(-?\d*\.?\d+)(k|m|bn?|t)?$/.exec(plain) ?? []
  if (digits === undefined) return ''
  const value = (Number(digits) * (scale ? (SCALES[scale] as number) : 1)) / (column.filterScale ?? 1)
  return String(Number(value.toPrecision(15)))
}
