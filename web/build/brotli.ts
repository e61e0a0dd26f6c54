import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import type { Plugin } from 'vite'

const compress = promisify(brotliCompress)
const WORTH_IT = /\.(html|js|css|svg|json|webmanifest)$/

/** Sets a compressed twin `name.br` beside each file that shrinks; the server hands it out. */
export function brotli(): Plugin {
  let folder = ''
  return {
    name: 'brotli',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      folder = join(config.root, config.build.outDir)
    },
    closeBundle: {
      // After the service worker was written.
      order: 'post',
      sequential: true,
      async handler() {
        const files = await readdir(folder, { recursive: true })
        await Promise.all(files.filter((name) => WORTH_IT.test(name)).map((name) => twin(join(folder, name))))
      },
    },
  }
}

async function twin(path: string): Promise<void> {
  const whole = await readFile(path)
  const small = await compress(whole, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: whole.length,
    },
  })
  if (small.length < whole.length) await writeFile(`${path}.br`, small)
}
