import { count } from '@/format/figures'
import type { Column } from './columns'
import type { Filter, Operator } from './state'

const WORDS: Record<Operator, string> = {
  eq: 'is',
  ne: 'is not',
  in: 'is',
  gt: 'above',
  gte: 'at least',
  lt: 'below',
  lte: 'at most',
  has: 'has',
  absent: 'is absent',
  present: 'is present',
}

/** A filter in words: `Value at least $ 1,000,000`. */
export function describeFilter<Row>({ key, op, value }: Filter, columns: Column<Row>[]): string {
  const column = columns.find((one) => one.key === key)
  const label = column?.label ?? key
  if (op === 'absent' || op === 'present') return `${label} ${WORDS[op]}`
  return `${label} ${WORDS[op]} ${shown(value, column)}`
}

function shown<Row>(value: string, column: Column<Row> | undefined): string {
  if (column?.filter === 'choice') {
    const names = value.split(',').map((one) => column.choices?.[one] ?? one)
    return names.join(' or ')
  }
  if (column?.filter === 'number') {
    const figure = Number(value) * (column.filterScale ?? 1)
    const text = Number.isInteger(figure) ? count(figure) : String(Number(figure.toPrecision(12)))
    return column.unit === '$' ? `$${text}` : column.unit ? `${text} ${column.unit}` : text
  }
  return column?.filter === 'text' ? `“${value}”` : value
}
