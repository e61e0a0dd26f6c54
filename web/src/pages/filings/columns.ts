import type { FilingCheck } from '@/api/generated'
import { LAYOUTS } from '@/filing/layouts'
import { FORMS, GRADES, STATES } from '@/filing/words'
import { instant } from '@/format/dates'
import { choice, code, date, number, period, text } from '@/table/columns'

export const columns = [
  code<FilingCheck>('accession', 'Filing', {
    link: ({ accession }) => ({ name: 'filing', params: { accession } }),
  }),
  text<FilingCheck>('manager', 'Manager', {
    link: ({ cik }) => ({ name: 'manager', params: { cik } }),
    help: 'As named in this filing',
  }),
  choice<FilingCheck>('form', 'Form', FORMS),
  period<FilingCheck>('period', 'Period', { help: 'The quarter that it reports on' }),
  date<FilingCheck>('filed', 'Filed'),
  choice<FilingCheck>('state', 'State', STATES, {
    help: 'How far it has come, and what it turned out to be',
  }),
  choice<FilingCheck>('grade', 'Grade', GRADES, {
    help: 'How well what was read fits what the cover prints, A to F',
  }),
  number<FilingCheck>('lines', 'Rows', { help: 'Rows of its information table that were read' }),
  number<FilingCheck>('value_printed', 'Value as filed', {
    help: 'Sum of the values read, in the unit of the filing: thousands of dollars, or dollars',
  }),
  choice<FilingCheck>(
    'unit',
    'Unit',
    { dollars: '$', thousands: '$1,000' },
    {
      help: 'What its values count, as judged by evidence',
    },
  ),
  number<FilingCheck>('entries_reported', 'Rows, by the cover', { hidden: true }),
  number<FilingCheck>('value_reported', 'Value, by the cover', { hidden: true }),
  choice<FilingCheck>('layout', 'Layout', LAYOUTS, { hidden: true, help: 'The dress of its table' }),
  text<FilingCheck>('accepted_at', 'Accepted', {
    hidden: true,
    filter: undefined,
    text: ({ accepted_at }) => instant(accepted_at),
  }),
  code<FilingCheck>('cik', 'CIK', { hidden: true }),
]
