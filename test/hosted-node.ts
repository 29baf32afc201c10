// Nodes for tests that are about what a node does, and not about its process: all of a worker are in one.
import { fork, type ChildProcess } from 'node:child_process'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isMainThread } from 'node:worker_threads'
import { addCost, secondsOf } from './process-cpu.ts'
import { temporaryFolder, type ServerOptions, type ServingNode } from './process.ts'
import type { FromHost, ToHost } from './support/node-host.ts'

const HOST = fileURLToPath(new URL('support/node-host.ts', import.meta.url))
const LOG_CHARACTERS_MAX = 100_000

type Answer = Exclude<FromHost, { readonly type: 'log' }>

class NodeHost {
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, PromiseWithResolvers<Answer>>()
  readonly #logs = new Map<number, string>()
  #nodes = 0
  #counted = 0

  constructor() {
    if (!isMainThread) throw new Error('A test that starts a node is named *.node.test.ts (test/README.md).')
    const child = fork(HOST, { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    this.#child = child
    child.on('message', (told: FromHost) => this.#take(told))
    child.once('exit', () => {
      host = null
      for (const { reject } of this.#waiting.values()) reject(new Error('The process of the nodes ended.'))
    })
    // It ends with this process.
    child.unref()
    child.channel?.unref()
  }

  #take(told: FromHost): void {
    const { node } = told
    if (told.type === 'log') {
      this.#logs.set(node, ((this.#logs.get(node) ?? '') + told.text).slice(-LOG_CHARACTERS_MAX))
    } else {
      this.#waiting.get(node)?.resolve(told)
      this.#waiting.delete(node)
    }
  }

  async #ask(asked: ToHost): Promise<Answer> {
    const waiting = Promise.withResolvers<Answer>()
    this.#waiting.set(asked.node, waiting)
    this.#child.channel?.ref()
    this.#child.send(asked)
    const answer = await waiting.promise
    if (this.#waiting.size === 0) this.#child.channel?.unref()
    if (answer.type === 'failed') throw new Error(`${answer.why}\n${this.log(asked.node)}`)
    return answer
  }

  async start(
    args: readonly string[],
    env: Readonly<Record<string, string>>,
  ): Promise<{ readonly node: number; readonly answer: Answer }> {
    const node = (this.#nodes += 1)
    return { node, answer: await this.#ask({ type: 'start', node, args, env }) }
  }

  async stop(node: number): Promise<void> {
    await this.#ask({ type: 'stop', node })
    const seconds = secondsOf(this.#child.pid ?? 0) ?? this.#counted
    addCost(process.env['INKLAND_TEST_FILE'] ?? '', seconds - this.#counted)
    this.#counted = seconds
  }

  log(node: number): string {
    return this.#logs.get(node) ?? ''
  }
}

let host: NodeHost | null = null

export type ServingOptions = Pick<ServerOptions, 'data' | 'access' | 'args' | 'env'>

/** Starts a node, open unless asked otherwise; rejects with why it did not, and what it has logged. */
export async function serve(options: ServingOptions = {}): Promise<ServingNode> {
  const at = (host ??= new NodeHost())
  const { data = temporaryFolder(), access, args = [], env = {} } = options
  const ways = access === undefined ? [] : ['--access', access]
  const { node, answer } = await at.start(['--data', data, ...ways, ...args], env)
  if (answer.type !== 'started') throw new Error(`A node answered ${answer.type} to its start.`)
  const { url, lines } = answer
  let stopped: Promise<void> | null = null
  const stop = (): Promise<void> => (stopped ??= at.stop(node))
  return {
    url,
    wsUrl: url.replace(/^http/, 'ws'),
    port: Number(new URL(url).port),
    data,
    log: () => at.log(node),
    lines: () => lines,
    isRunning: () => stopped === null,
    stop,
    async [Symbol.asyncDispose]() {
      await stop()
      if (options.data === undefined) rmSync(data, { recursive: true, force: true })
    },
  }
}
