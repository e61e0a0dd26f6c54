import type { Tone } from '@/ui/StateChip.vue'

/** The kinds of work, in the words of the command line, with what each does. */
export const KINDS: Record<string, string> = {
  feed: 'Looks at EDGAR’s page of the latest filings',
  daily: 'Looks at the index of a day',
  discover: 'Looks at the index of a quarter',
  reference: 'Fetches and reads a reference file',
  fetch: 'Fetches a filing into the vault',
  read: 'Reads a filing into the catalog',
  publish: 'Publishes a period',
  gaps: 'Orders work for filings that nobody is at',
  clean_up: 'Removes snapshots that were replaced',
}

/** How a piece of work stands. */
export const WORK_STATES: Record<string, string> = {
  failed: 'Given up',
  running: 'Running',
  waiting: 'Waiting',
  done: 'Done',
}

export const WORK_TONES: Record<string, Tone> = { failed: 'bad', running: 'busy', done: 'good' }

/** Why a filing is not in. */
export const GAP_REASONS: Record<string, string> = {
  waiting: 'Waits for its turn',
  running: 'Is being done',
  retrying: 'Failed, and is tried again',
  failed: 'Was given up',
  nobody: 'Nobody is at it',
}

export const GAP_TONES: Record<string, Tone> = {
  running: 'busy',
  retrying: 'warn',
  failed: 'bad',
  nobody: 'warn',
}

/** How a worker stands. */
export const WORKER_STATES: Record<string, { label: string; tone: Tone }> = {
  at_work: { label: 'At work', tone: 'good' },
  blocked: { label: 'Blocked', tone: 'warn' },
  gone: { label: 'Gone', tone: 'bad' },
}
