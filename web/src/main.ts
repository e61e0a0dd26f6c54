import '@fontsource-variable/inter/wght.css'
import { VueQueryPlugin } from '@tanstack/vue-query'
import { createApp } from 'vue'
import { registerSW } from 'virtual:pwa-register'
import App from './App.vue'
import { queries } from './api/queries'
import { router } from './router'
import { kit } from './ui/kit'

createApp(App).use(router).use(VueQueryPlugin, { queryClient: queries }).use(kit).mount('#app')

registerSW({ immediate: true })
