import type { FilingAnswer } from '@/api/generated'
import type { UnderstoodLine } from '@/api/generated'
import { amountCounted } from '@/filing/understood'
import { count } from '@/format/figures'
import { choice, code, number, text, usd, type Column } from '@/table/columns'

/** Columns of what is no field of the API, or none to sort by. */
function own(key: string, label: string, more: Partial<Column<UnderstoodLine>>): Column<UnderstoodLine> {
  return { key, label, align: 'start', sortable: false, text: () => '', ...more }
}

function place({ document, first_line, last_line }: UnderstoodLine): string {
  if (document === null || first_line === null) return ''
  const lines =
    last_line === null || last_line === first_line ? `${first_line}` : `${first_line}–${last_line}`
  return `${document}: ${lines}`
}

/** A row as filed, and beside it what it counts as. */
export function lineColumns(filing: FilingAnswer): Column<UnderstoodLine>[] {
  return [
    number<UnderstoodLine>('ordinal', 'Row', { help: 'Its place in the filing' }),
    text<UnderstoodLine>('issuer', 'Issuer', { wraps: true }),
    text<UnderstoodLine>('class', 'Class'),
    code<UnderstoodLine>('cusip', 'CUSIP as filed'),
    number<UnderstoodLine>('value', 'Value as filed', { unit: filing.unit === 'thousands' ? '$1,000' : '$' }),
    number<UnderstoodLine>('amount', 'Amount as filed', { help: 'Shares, or dollars of principal' }),
    choice<UnderstoodLine>('amount_type', 'SH/PRN', { SH: 'SH', PRN: 'PRN' }),
    choice<UnderstoodLine>('put_call', 'Put/call', { PUT: 'Put', CALL: 'Call' }),
    choice<UnderstoodLine>(
      'discretion',
      'Discretion',
      { SOLE: 'SOLE', DFND: 'DFND', OTR: 'OTR' },
      { hidden: true },
    ),
    text<UnderstoodLine>('other_managers', 'Other managers', { hidden: true }),
    number<UnderstoodLine>('vote_sole', 'Votes, sole', { hidden: true }),
    number<UnderstoodLine>('vote_shared', 'Votes, shared', { hidden: true }),
    number<UnderstoodLine>('vote_none', 'Votes, none', { hidden: true }),
    code<UnderstoodLine>('figi', 'FIGI', { hidden: true }),
    code<UnderstoodLine>('security', 'Counts as', {
      help: 'The security that it is a position in: its CUSIP, where it has a sound one',
      link: ({ security }) => ({ name: 'security', params: { security } }),
    }),
    usd<UnderstoodLine>('value_in_dollars', 'Value counted', {
      help: 'In dollars, by the verdict on the unit; repaired where the row cannot be right as filed',
    }),
    own('amount_counted', 'Amount counted', {
      align: 'end',
      hidden: true,
      text: (line) => count(amountCounted(line)),
    }),
    own('repairs', 'Repair', { wraps: true, hidden: true }),
    own('place', 'Where', {
      align: 'end',
      hidden: true,
      help: 'The document of the submission, and its lines of text',
      text: place,
    }),
  ]
}
