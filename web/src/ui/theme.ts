import { Dark } from 'quasar'
import { ref, watchEffect } from 'vue'

/** What the reader wants: what the system has, or one of the two whatever the system has. */
export type Theme = 'system' | 'light' | 'dark'

const STORED_AS = 'osd.theme'
const systemIsDark = window.matchMedia('(prefers-color-scheme: dark)')

export const theme = ref<Theme>(stored())
export const isDark = ref(false)

function stored(): Theme {
  try {
    const chosen = localStorage.getItem(STORED_AS)
    return chosen === 'light' || chosen === 'dark' ? chosen : 'system'
  } catch {
    return 'system'
  }
}

function show() {
  isDark.value = theme.value === 'dark' || (theme.value === 'system' && systemIsDark.matches)
  document.documentElement.dataset.theme = isDark.value ? 'dark' : 'light'
  Dark.set(isDark.value)
}

export function choose(next: Theme) {
  theme.value = next
  try {
    if (next === 'system') localStorage.removeItem(STORED_AS)
    else localStorage.setItem(STORED_AS, next)
  } catch {
    // Storage may be forbidden: the choice then lasts as long as the page.
  }
}

/** From now on the page looks as chosen. `public/theme.js` has done so once, before all else. */
export function followTheme() {
  watchEffect(show)
  systemIsDark.addEventListener('change', show)
}
