/** Words for the codes of the API. What no word is known for is shown as it came. */
export interface Label {
  name: string
  help: string
  tone: 'up' | 'down' | 'same' | 'warn'
  mark: string
}

const CHANGES: Record<string, Label> = {
  NEW: { name: 'New', help: 'Was not held the quarter before', tone: 'up', mark: '+' },
  ADD: { name: 'Added', help: 'More than the quarter before', tone: 'up', mark: '▲' },
  REDUCE: { name: 'Reduced', help: 'Less than the quarter before', tone: 'down', mark: '▼' },
  EXIT: { name: 'Sold out', help: 'Is held no more', tone: 'down', mark: '×' },
  HOLD: { name: 'Held', help: 'The same amount as the quarter before', tone: 'same', mark: '=' },
  SPLIT_ONLY: { name: 'Split only', help: 'The shares were split, and that is all', tone: 'same', mark: '÷' },
  PRO_RATA: {
    name: 'Pro rata',
    help: 'Most of the portfolio changed by one ratio: money came or went',
    tone: 'same',
    mark: '≈',
  },
  FIRST_FILING: {
    name: 'First filing',
    help: 'The manager files for the first time; what it held before is not known',
    tone: 'warn',
    mark: '?',
  },
  NOT_COMPARABLE: {
    name: 'Not comparable',
    help: 'The quarter before is missing, or rows were left out confidentially',
    tone: 'warn',
    mark: '?',
  },
  LATE_REVEAL: {
    name: 'Late reveal',
    help: 'Disclosed by an amendment after confidential treatment: not necessarily bought now',
    tone: 'warn',
    mark: '!',
  },
  UNIT: {
    name: 'Unit of amounts',
    help: 'Amounts of nearly the whole portfolio differ by a factor of a thousand',
    tone: 'warn',
    mark: '!',
  },
  MANAGER_SPLIT: {
    name: 'Manager in or out',
    help: 'Rows of another included manager came in or left',
    tone: 'same',
    mark: '≠',
  },
  BELOW_THRESHOLD_POSSIBLE: {
    name: 'Below threshold?',
    help: 'Gone, but so small that it need not be reported',
    tone: 'same',
    mark: '?',
  },
}

export function changeLabel(change: string | null | undefined): Label | undefined {
  if (!change) return undefined
  return CHANGES[change] ?? { name: change, help: '', tone: 'same', mark: '·' }
}

/** Codes and words of changes, for a filter. */
export const CHANGE_NAMES = Object.fromEntries(
  Object.entries(CHANGES).map(([code, { name }]) => [code, name]),
)

/** One piece of evidence in words: its code, and what it says. */
export function evidenceText(evidence: Record<string, unknown>): string {
  const { because, kind, ...rest } = evidence
  const said = Object.entries(rest).map(([name, value]) => `${plain(name)} ${plain(textOf(value))}`)
  return [plain(textOf(because ?? kind ?? '')), said.join(', ')].filter(Boolean).join(': ')
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(', ')
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}

/** A code as words: `own_prices` as `own prices`. */
export function plain(code: string): string {
  return code.replaceAll('_', ' ')
}
