/** Forms of the 13F family. */
export const FORMS: Record<string, string> = {
  '13F-HR': '13F-HR',
  '13F-HR/A': '13F-HR/A',
  '13F-NT': '13F-NT',
  '13F-NT/A': '13F-NT/A',
  '13F-E': '13F-E',
  '13F-E/A': '13F-E/A',
  '13FCONP': '13FCONP',
  '13FCONP/A': '13FCONP/A',
}

/** What a filing does in a portfolio. */
export const ROLES: Record<string, string> = {
  original: 'Original',
  restatement: 'Restatement',
  new_holdings: 'New holdings',
  superseded: 'Superseded',
  repeats: 'Repeats',
  no_holdings: 'No holdings',
}

/** How far a filing has come, and what it turned out to be. */
export const STATES: Record<string, string> = {
  discovered: 'Discovered',
  fetched: 'Fetched',
  read: 'Read',
  notice: 'Notice',
  confidential_treatment_request: 'Confidential request',
  paper_stub: 'Paper stub',
  no_table: 'No table',
  unread: 'Unread',
  unreadable: 'Unreadable',
}

export const GRADES: Record<string, string> = { A: 'A', B: 'B', C: 'C', D: 'D', F: 'F' }
