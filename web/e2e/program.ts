import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { access, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('../..', import.meta.url))
const sample = join(root, 'samples/edgar')

/** The program that is tested: `make test` builds it with the app in it, and says where it is. */
const program = process.env.OSD_BIN ?? join(root, 'target/debug/osd')

/** The program at work, in a home folder of its own. */
export interface Served {
  url: string
  stop(): Promise<void>
}

/** Takes the bundled sample into a new home folder. */
export async function takeIn(): Promise<string> {
  await access(program).catch(() => {
    throw new Error(`${program} is not there: build it with \`make web\` and \`cargo build -p osd\``)
  })
  const home = await mkdtemp(join(tmpdir(), 'osd-e2e-'))
  await promisify(execFile)(program, ['ingest', '--edgar', sample, '--home', home])
  return home
}

export async function forget(home: string): Promise<void> {
  await rm(home, { recursive: true, force: true })
}

/** Serves a home folder on a port that is free, until told to stop. */
export async function serve(home: string): Promise<Served> {
  const child = spawn(program, ['serve', '--home', home, '--listen', '127.0.0.1:0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  try {
    const url = await addressOf(child)
    return {
      url,
      async stop() {
        process.off('exit', kill)
        await ended(child)
      },
    }
  } catch (error) {
    kill()
    throw error
  }
}

/** What it prints once it listens. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    let printed = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      printed += text
      const [, url] = /serving at (http:\/\/[\d.:]+)/.exec(printed) ?? []
      if (url) found(url)
    })
    child.once('error', failed)
    child.once('exit', (code) => failed(new Error(`the program ended (${code}): ${printed}`)))
  })
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((done) => {
    child.once('exit', () => done())
    child.kill('SIGTERM')
  })
}
