// A server as a process: until it listens, and until it ends.
import { once } from 'node:events'
import type { ChildProcess } from 'node:child_process'

/** Reads the server's output until it says its address; any other output is in the error. */
export function portOf(child: ChildProcess, title: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = ''
    const timer = setTimeout(() => fail('said no address in 60 s'), 60_000)
    const listen = (chunk: Buffer): void => {
      said = (said + chunk.toString()).slice(-4000)
      const port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(said)?.[1]
      if (port === undefined) return
      clearTimeout(timer)
      resolve(Number(port))
    }
    const fail = (why: string): void => {
      clearTimeout(timer)
      child.kill('SIGKILL')
      reject(new Error(`${title} ${why}:\n${said}`))
    }
    child.stdout?.on('data', listen)
    child.stderr?.on('data', listen)
    child.on('error', (error) => fail(error.message))
    child.on('exit', () => fail('ended before it listened'))
  })
}

/** Ends a process, and waits for it. */
export async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill(signal)
  const timer = setTimeout(() => child.kill('SIGKILL'), 30_000)
  await ended
  clearTimeout(timer)
}
