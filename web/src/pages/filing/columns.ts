import type { FilingAnswer, LineAnswer } from '@/api/generated'
import type { Repair } from '@/filing/repairs'
import { understood } from '@/filing/understood'
import { count, dollars } from '@/format/figures'
import { choice, code, number, text, type Column } from '@/table/columns'

/** Columns of what was understood: not fields of the API, so there is nothing to sort by. */
function own(key: string, label: string, more: Partial<Column<LineAnswer>>): Column<LineAnswer> {
  return { key, label, align: 'start', sortable: false, text: () => '', ...more }
}

function place({ document, first_line, last_line }: LineAnswer): string {
  if (document === null || first_line === null) return ''
  const lines =
    last_line === null || last_line === first_line ? `${first_line}` : `${first_line}–${last_line}`
  return `${document}: ${lines}`
}

/** A row as filed, and beside it what it comes to. */
export function lineColumns(
  filing: FilingAnswer,
  repairsOf: (line: LineAnswer) => Repair[],
): Column<LineAnswer>[] {
  const comesTo = (line: LineAnswer) => understood(line, filing.unit, repairsOf(line))
  return [
    number<LineAnswer>('ordinal', 'Row', { help: 'Its place in the filing' }),
    text<LineAnswer>('issuer', 'Issuer', { wraps: true }),
    text<LineAnswer>('class', 'Class'),
    code<LineAnswer>('cusip', 'CUSIP as filed'),
    number<LineAnswer>('value', 'Value as filed', { unit: filing.unit === 'thousands' ? '$1,000' : '$' }),
    number<LineAnswer>('amount', 'Amount as filed', { help: 'Shares, or dollars of principal' }),
    choice<LineAnswer>('amount_type', 'SH/PRN', { SH: 'SH', PRN: 'PRN' }),
    choice<LineAnswer>('put_call', 'Put/call', { PUT: 'Put', CALL: 'Call' }),
    choice<LineAnswer>(
      'discretion',
      'Discretion',
      { SOLE: 'SOLE', DFND: 'DFND', OTR: 'OTR' },
      { hidden: true },
    ),
    text<LineAnswer>('other_managers', 'Other managers', { hidden: true }),
    number<LineAnswer>('vote_sole', 'Votes, sole', { hidden: true }),
    number<LineAnswer>('vote_shared', 'Votes, shared', { hidden: true }),
    number<LineAnswer>('vote_none', 'Votes, none', { hidden: true }),
    code<LineAnswer>('figi', 'FIGI', { hidden: true }),
    code<LineAnswer>('cusip_understood', 'Security', {
      help: 'The CUSIP as understood: it leads to the security',
      text: (line) => comesTo(line).cusip ?? '',
      link: (line) => {
        const { cusip } = comesTo(line)
        return cusip ? { name: 'security', params: { security: cusip } } : undefined
      },
    }),
    own('dollars', 'Value understood', {
      unit: '$',
      align: 'end',
      help: 'In dollars, by the verdict on the unit; repaired where the row cannot be right as filed',
      text: (line) => dollars(comesTo(line).value).replace('$', ''),
    }),
    own('amount_understood', 'Amount understood', {
      align: 'end',
      text: (line) => count(comesTo(line).amount),
    }),
    own('repair', 'Repair', { wraps: true, hidden: true }),
    own('place', 'Where', {
      align: 'end',
      hidden: true,
      help: 'The document of the submission, and its lines of text',
      text: place,
    }),
  ]
}
