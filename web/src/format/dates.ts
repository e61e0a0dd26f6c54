import { ABSENT } from './figures'

/** A day as the API has it, `2025-05-15`: it sorts, and everybody reads it the same way. */
export function day(text: string | null | undefined): string {
  return text ? text.slice(0, 10) : ABSENT
}

const eastern = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/New_York',
  dateStyle: 'short',
  timeStyle: 'short',
  hourCycle: 'h23',
})

/** An instant on EDGAR's clock: `2025-05-15, 16:05 ET`. */
export function instant(text: string | null | undefined): string {
  return text ? `${eastern.format(new Date(text))} ET` : ABSENT
}
