/** What is known of a portfolio, where there is something to say. */
const STANDINGS: Record<string, string> = {
  partial: 'Only a part of what was filed could be read.',
  no_holdings: 'A notice was filed: other managers report the holdings.',
  no_table: 'The report holds no information table.',
  unread: 'The report is kept, but its table could not be read.',
  nothing_filed: 'Nothing was filed for the period.',
}

/** Why a portfolio cannot be set beside the one of the quarter before. */
const BASES: Record<string, string> = {
  first_filing: 'This is its first filing: what was held before is not known.',
  not_loaded: 'The quarter before is not loaded here, so changes are not known.',
  gap: 'Nothing was filed for the quarter before, so changes are not known.',
  notice: 'A notice was filed for one of the two quarters, so changes are not known.',
  unread: 'One of the two quarters could not be read, so changes are not known.',
  not_yet_filed: 'The quarter is not filed yet.',
}

export function standingText(standing: string | null | undefined): string {
  return STANDINGS[standing ?? ''] ?? ''
}

export function basisText(basis: string | null | undefined): string {
  if (!basis || basis === 'compared') return ''
  return BASES[basis] ?? `Compared with the quarter before: ${basis.replaceAll('_', ' ')}.`
}

const STEPS: Record<string, string> = {
  raw_lines: 'All rows of its filings, as printed',
  options_and_debt_apart: 'Options and debt, counted apart from shares',
  superseded: 'Filings replaced by a restatement',
  added: 'New holdings added by amendments',
  unit: 'Values printed in thousands, in dollars',
  repaired: 'Rows that cannot be right as printed, repaired',
  total: 'The total',
}

export function stepText(step: string): string {
  return STEPS[step] ?? step.replaceAll('_', ' ')
}
