import 'quasar/dist/quasar.css'
import './tokens.css'
import './base.css'
import { Dark, Quasar } from 'quasar'
import icons from 'quasar/icon-set/svg-mdi-v7'
import type { Plugin } from 'vue'
import { followTheme } from './theme'

/** Our kit of widgets, as a plugin. What it is made of is known nowhere else. */
export const kit: Plugin = {
  install(app) {
    app.use(Quasar, { plugins: { Dark }, iconSet: icons })
    followTheme()
  },
}
