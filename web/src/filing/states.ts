/** What states mean, in a sentence. */
const STATE_TEXTS: Record<string, string> = {
  discovered: 'It is named by an index, and its bytes are not here yet.',
  fetched: 'Its bytes are here; it was not read yet.',
  read: 'Its information table was read.',
  notice: 'A notice: other managers report the holdings. It is no empty portfolio.',
  confidential_treatment_request: 'A request for confidential treatment: it has no public table.',
  paper_stub: 'It was filed on paper; there is nothing electronic to read.',
  no_table: 'A holdings report that holds no information table.',
  unread: 'It is kept whole: it may hold a table, and no row of it could be read.',
  unreadable: 'It is kept whole, and is too broken to tell what it says.',
}

export function stateWords(state: string): string {
  return STATE_TEXTS[state] ?? state.replaceAll('_', ' ')
}
