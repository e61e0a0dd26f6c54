import { expect, it } from 'vitest'
import { outcome } from './outcome'

it.each([
  ['retry', 1, [], '1 piece of work waits for a worker again.'],
  ['retry', 1200, [], '1,200 pieces of work wait for a worker again.'],
  ['retry', 0, ['fetch'], 'Nothing was changed: what runs or is done is left alone.'],
  ['cancel', 1, [], '1 piece of work was canceled: that counts as given up.'],
  ['cancel', 0, [], 'Nothing was changed: it waits and runs no more.'],
  ['pause', 1, ['fetch', 'clean_up'], '1 kind of work was paused. Paused now: fetch, clean up.'],
  ['pause', 0, ['fetch'], 'It was paused already. Paused now: fetch.'],
  ['resume', 9, [], '9 kinds of work were resumed. Nothing is paused now.'],
  ['drain', 2, [], 'drain: 2 changed.'],
])('says what an order did: %s, %i changed', (order, changed, paused, words) => {
  expect(outcome({ order, asked: null, changed, paused })).toBe(words)
})
