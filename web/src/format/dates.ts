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

const UNITS: [seconds: number, name: string][] = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
]

/** A span in its largest unit and the next: `45 s`, `12 min`, `3 h 20 min`, `2 d`. */
export function duration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return ABSENT
  const at = UNITS.findIndex(([size]) => seconds >= size)
  const unit = UNITS[at]
  if (!unit) return `${Math.round(seconds)} s`
  const [size, name] = unit
  const whole = `${Math.floor(seconds / size)} ${name}`
  const [smaller, ofSmaller] = UNITS[at + 1] ?? [size, name]
  const rest = Math.floor((seconds % size) / smaller)
  return rest > 0 ? `${whole} ${rest} ${ofSmaller}` : whole
}
