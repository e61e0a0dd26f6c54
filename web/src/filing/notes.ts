/** Notes in words. A note is a code with arguments, as docs/concepts/reading.md has them. */
import { count, type Figure } from '@/format/figures'
import { periodName } from '@/format/period'

export interface Note {
  code: string
  [argument: string]: unknown
}

/** What a note says, and whether somebody should look: `mark` is what may have cost something. */
export interface NoteWords {
  title: string
  text: string
  mark: 'information' | 'doubt'
}

type Say = (note: Note) => string
type Entry = [title: string, mark: NoteWords['mark'], say: Say]

const word = (value: unknown): string =>
  typeof value === 'string' ? value.replaceAll('_', ' ') : String(value)
const figure = (value: unknown): string => count(value as Figure)
const quoted = (value: unknown): string => `“${String(value)}”`
const period = (value: unknown): string => periodName(String(value))

/** `Row 7 has`, or `5 rows have` with the first of them. */
function rows({ count: number, line }: Note, does: string, do_: string): string {
  return number === 1
    ? `Row ${figure(line)} ${does}`
    : `${figure(number)} rows (from row ${figure(line)} on) ${do_}`
}

function places({ count: number, place_line }: Note): string {
  const first = `line ${figure(place_line)} of the text`
  return number === 1 ? `at ${first}` : `${figure(number)} times, first at ${first}`
}

/** `350` thousandths as `35%`. */
const score = (thousandths: unknown): string => `${Number(thousandths) / 10}%`

const PERIOD_EVIDENCE: Record<string, string> = {
  other_impossible: 'the other is impossible',
  last_quarter_ended: 'it is the last quarter that had ended by then',
  quarter_end: 'it is the end of a quarter',
  header: 'it is in the header, and nothing speaks against it',
}

const NOTES: Record<string, Entry> = {
  no_header: ['No header', 'doubt', () => 'The submission has no SGML header.'],
  missing_end_tag: [
    'A tag is never closed',
    'information',
    ({ tag }) => `The container’s tag ${quoted(tag)} was never closed.`,
  ],
  no_acceptance_time: [
    'No time of acceptance',
    'information',
    () => 'The header does not say at what time EDGAR accepted the filing; the date filed counts.',
  ],
  form_differs: [
    'Form differs',
    'doubt',
    ({ index, header }) => `The index says form ${word(index)}, the header ${word(header)}.`,
  ],
  filer_differs: [
    'Filer differs',
    'doubt',
    ({ index, header }) => `The index names CIK ${word(index)}, the header CIK ${word(header)}.`,
  ],
  not_utf8: ['Not UTF-8', 'information', () => 'Bytes that are no UTF-8 were read as Windows-1252.'],
  period_differs: [
    'Report dates differ',
    'doubt',
    ({ header, cover }) => `The header gives ${word(header)} as report date, the cover ${word(cover)}.`,
  ],
  period_judged: [
    'Report period judged',
    'doubt',
    ({ period: chosen, because }) =>
      `Header and cover name different quarters. ${period(chosen)} is believed: ${PERIOD_EVIDENCE[String(because)] ?? word(because)}.`,
  ],
  not_quarter_end: [
    'Not the end of a quarter',
    'information',
    ({ date }) => `The report date ${word(date)} ends no quarter; the quarter it falls in counts.`,
  ],
  period_assumed: [
    'Report period assumed',
    'doubt',
    ({ period: chosen }) =>
      `No report date was found. ${period(chosen)}, the quarter before the filing date, counts.`,
  ],
  several_tables: [
    'Several tables',
    'information',
    ({ tables }) => `The submission holds ${figure(tables)} information tables; all were read.`,
  ],
  table_in_document: [
    'Table elsewhere',
    'information',
    ({ document_type }) => `The information table stands in a document of type ${quoted(document_type)}.`,
  ],
  broken_xml: [
    'Broken XML',
    'doubt',
    ({ document_type, problem }) =>
      `The XML of the document ${quoted(document_type)} is broken (${word(problem)}); what could be read of it was.`,
  ],
  bare_ampersands: [
    'Bare ampersands',
    'information',
    ({ count: number }) => `${figure(number)} ampersands begin no entity and were read as themselves.`,
  ],
  no_cover: ['No cover page', 'doubt', () => 'No cover page was found.'],
  unknown_report_type: [
    'Report type not understood',
    'doubt',
    ({ text }) => `The cover calls the report ${quoted(text)}, which is none of the form’s types.`,
  ],
  unknown_amendment_type: [
    'Amendment type not understood',
    'doubt',
    ({ text }) => `The cover calls the amendment ${quoted(text)}, which is none of the form’s types.`,
  ],
  no_amendment_kind: [
    'Kind of amendment not said',
    'doubt',
    () => 'The amendment does not say whether it restates or adds new holdings.',
  ],
  unread_cover: [
    'Cover cell not understood',
    'doubt',
    ({ field, text }) => `${quoted(text)} on the cover was not understood as ${word(field)}.`,
  ],
  unread_table: [
    'Table not read',
    'doubt',
    () => 'The submission may hold a table, and no row of it could be read.',
  ],
  reading: [
    'How the table was read',
    'information',
    ({ layout, score: reached, runner_up, runner_up_score }) =>
      `Its cells were told apart as ${word(layout)}, which fits ${score(reached)} of what the filing says about itself` +
      (runner_up ? `; the next best way was ${word(runner_up)}, with ${score(runner_up_score)}.` : '.'),
  ],
  columns_by_content: [
    'Columns known by their content',
    'information',
    ({ columns }) =>
      `The headings could not be understood; the columns are, from the left: ${word(columns)}.`,
  ],
  continued_rows: [
    'Rows go on from the row above',
    'information',
    (note) => `${rows(note, 'takes', 'take')} issuer, class or CUSIP from the row above.`,
  ],
  wrapped_rows: [
    'Rows on several lines',
    'information',
    (note) => `${rows(note, 'has', 'have')} cells that are spread over several lines of text.`,
  ],
  totals_passed_over: [
    'Totals passed over',
    'information',
    (note) => `Totals between the rows are no holdings: ${places(note)}.`,
  ],
  unread_rows: [
    'Text that may be a row',
    'doubt',
    (note) => `It looks like a row and could not be read as one, ${places(note)}: ${quoted(note.text)}.`,
  ],
  left_out: [
    'More than any filing known holds',
    'doubt',
    ({ what, limit, count: number }) =>
      `Of ${word(what)}, what goes beyond ${figure(limit)} was left out: ${figure(number)}.`,
  ],
  odd_number: [
    'Number not in plain digits',
    'information',
    (note) =>
      `${rows(note, 'prints', 'print')} ${word(note.field)} as ${quoted(note.text)}, which was understood.`,
  ],
  unread_number: [
    'Number not understood',
    'doubt',
    (note) =>
      `${rows(note, 'prints', 'print')} ${word(note.field)} as ${quoted(note.text)}, which was not understood.`,
  ],
  unknown_code: [
    'Code not of the form',
    'doubt',
    (note) =>
      `${rows(note, 'prints', 'print')} ${word(note.field)} as ${quoted(note.text)}, which is no code of the form.`,
  ],
  malformed_cusip: [
    'CUSIP malformed',
    'doubt',
    (note) => `${rows(note, 'prints', 'print')} the CUSIP ${quoted(note.text)}, which is no nine characters.`,
  ],
  suspect_cusip: [
    'CUSIP suspect',
    'doubt',
    (note) =>
      `${rows(note, 'prints', 'print')} the CUSIP ${word(note.cusip)}, whose check digit does not fit.`,
  ],
  repaired_cusip: [
    'CUSIP understood by its column',
    'information',
    (note) =>
      `${rows(note, 'prints', 'print')} the CUSIP ${quoted(note.text)}, understood as ${word(note.cusip)}.`,
  ],
  missing_field: ['Cell missing', 'doubt', (note) => `${rows(note, 'has', 'have')} no ${word(note.field)}.`],
  entries_differ: [
    'Number of rows differs',
    'doubt',
    ({ cover, read }) => `The cover says ${figure(cover)} rows; ${figure(read)} were read.`,
  ],
  value_differs: [
    'Value total differs',
    'doubt',
    ({ cover, read }) => `The cover says ${figure(cover)}; the rows read come to ${figure(read)}.`,
  ],
  value_total_in_larger_unit: [
    'Value total in a larger unit',
    'information',
    ({ cover, read, factor }) =>
      `The cover says ${figure(cover)}, which times ${figure(factor)} is the ${figure(read)} that the rows come to.`,
  ],
  value_total_in_smaller_unit: [
    'Value total in a smaller unit',
    'information',
    ({ cover, read, factor }) =>
      `The cover says ${figure(cover)}, which divided by ${figure(factor)} is the ${figure(read)} that the rows come to.`,
  ],
}

/** Codes that there are words for. */
export const NOTE_CODES = Object.keys(NOTES)

export function noteWords(note: Note): NoteWords {
  const entry = NOTES[note.code]
  if (entry) return { title: entry[0], mark: entry[1], text: entry[2](note) }
  const { code, ...rest } = note
  const said = Object.entries(rest).map(([name, value]) => `${word(name)}: ${word(value)}`)
  return { title: word(code), mark: 'information', text: said.join(', ') }
}

export function noteTitle(code: string): string {
  return NOTES[code]?.[0] ?? word(code)
}
