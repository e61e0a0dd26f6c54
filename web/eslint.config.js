import prettier from 'eslint-config-prettier'
import vue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'

// Quasar is sown nowhere but in our own kit: a page knows `ui/`, and nothing of what it is made of.
const kitOnly = {
  patterns: [
    {
      group: ['quasar', 'quasar/*', '@quasar/*'],
      message: 'Only src/ui may use Quasar: add what is missing to the kit.',
    },
    { group: ['echarts', 'echarts/*', 'vue-echarts'], message: 'Only src/ui/charts may use ECharts.' },
  ],
}

export default tseslint.config(
  { ignores: ['dist', 'src/api/generated', 'test-results', 'playwright-report'] },
  ...tseslint.configs.strict,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: {
      'no-undef': 'off',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/define-props-declaration': ['error', 'type-based'],
      'vue/no-v-html': 'error',
      'vue/require-default-prop': 'off',
    },
  },
  {
    files: ['src/**/*.{ts,vue}'],
    ignores: ['src/ui/**'],
    rules: {
      'no-restricted-imports': ['error', kitOnly],
    },
  },
  {
    files: ['src/**/*.vue'],
    ignores: ['src/ui/**'],
    rules: {
      'vue/no-restricted-syntax': [
        'error',
        { selector: 'VElement[rawName=/^(q-|Q[A-Z])/]', message: 'Only src/ui may use Quasar widgets.' },
      ],
    },
  },
  prettier,
)
