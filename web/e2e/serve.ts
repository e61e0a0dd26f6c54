import { forget, osd, serve, takeIn, takeInWithout, workOn, type Served } from './program.ts'

/** Filings that the second home lacks: one was given up, one is to be tried again. */
const GIVEN_UP = '0009999999-25-000001'
const TRIED_AGAIN = '0009999999-25-000002'

/**
 * Two programs for all stories, which only read: one with the whole sample, and one with work that is
 * given up, that waits and that is paused. `OSD_URL` has them read another one that runs, without the work.
 */
export default async function serveOnce() {
  if (process.env.OSD_URL) return
  const homes = await Promise.all([takeIn(), lacking()])
  const [whole] = homes
  const served: Served[] = []
  const stop = async () => {
    await Promise.all(served.map((one) => one.stop()))
    await Promise.all(homes.map(forget))
  }
  try {
    for (const home of homes) served.push(await serve(home))
  } catch (error) {
    await stop()
    throw error
  }
  process.env.OSD_HOME_OF_STORIES = whole
  process.env.OSD_URL = served[0]?.url
  process.env.OSD_WANTING_URL = served[1]?.url
  process.env.OSD_WORK_URL = served[1]?.admin
  return stop

  async function lacking(): Promise<string> {
    const home = await takeInWithout([GIVEN_UP, TRIED_AGAIN])
    await osd(home, 'work', 'retry', await workOn(home, TRIED_AGAIN))
    await osd(home, 'work', 'pause', 'fetch')
    return home
  }
}
