import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { access, cp, mkdtemp, readdir, rm } from 'node:fs/promises'
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
  /** Where the work is steered. */
  admin: string
  stop(): Promise<void>
}

/** Runs the program on a home folder: `osd work pause fetch`. */
export async function osd(home: string, ...words: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(program, [...words, '--home', home])
  return stdout
}

/** Takes a folder laid out as sec.gov into a new home folder: the bundled sample. */
export async function takeIn(edgar = sample): Promise<string> {
  await access(program).catch(() => {
    throw new Error(`${program} is not there: build it with \`make web\` and \`cargo build -p osd\``)
  })
  const home = await mkdtemp(join(tmpdir(), 'osd-e2e-'))
  await osd(home, 'ingest', '--edgar', edgar).catch((error: unknown) => {
    if (edgar === sample) throw error
  })
  return home
}

/** The same of an EDGAR that lacks some filings of the sample, whose work is given up. */
export async function takeInWithout(accessions: string[]): Promise<string> {
  const edgar = await mkdtemp(join(tmpdir(), 'osd-e2e-edgar-'))
  try {
    await cp(sample, edgar, { recursive: true })
    const files = await readdir(edgar, { recursive: true })
    const lacking = files.filter((file) => accessions.some((accession) => file.endsWith(`${accession}.txt`)))
    await Promise.all(lacking.map((file) => rm(join(edgar, file))))
    return await takeIn(edgar)
  } finally {
    await forget(edgar)
  }
}

/** The number of the work about a filing. */
export async function workOn(home: string, accession: string): Promise<string> {
  const listed = JSON.parse(await osd(home, 'work', '--key', accession, '--format', 'json')) as {
    work: { id: number }[]
  }
  return String(listed.work[0]?.id)
}

export async function forget(home: string): Promise<void> {
  await rm(home, { recursive: true, force: true })
}

/** Serves a home folder on ports that are free, until told to stop. */
export async function serve(home: string): Promise<Served> {
  const child = spawn(
    program,
    ['serve', '--home', home, '--listen', '127.0.0.1:0', '--admin', '127.0.0.1:0'],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  )
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  try {
    const addresses = await addressesOf(child)
    return {
      ...addresses,
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
function addressesOf(child: ChildProcess): Promise<Pick<Served, 'url' | 'admin'>> {
  return new Promise((found, failed) => {
    let printed = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      // It comes in pieces: an address is whole where something follows it.
      printed += text
      const [, url] = /serving at (http:\/\/[\d.:]+),/.exec(printed) ?? []
      const [, admin] = /steered at (http:\/\/[\d.:]+)\/api/.exec(printed) ?? []
      if (url && admin) found({ url, admin })
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
