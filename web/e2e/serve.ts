import { forget, serve, takeIn } from './program.ts'

/** One program for all stories, which only read. `OSD_URL` has them read another one that runs. */
export default async function serveOnce() {
  if (process.env.OSD_URL) return
  const home = await takeIn()
  process.env.OSD_HOME_OF_STORIES = home
  const served = await serve(home).catch(async (error: unknown) => {
    await forget(home)
    throw error
  })
  process.env.OSD_URL = served.url
  return async () => {
    await served.stop()
    await forget(home)
  }
}
