// Says at the end of a run why a test failed that passed when it was tried again: by the test alone nobody
// finds the cause.
import type { Reporter, TestCase } from 'vitest/node'

export class RetriedTests implements Reporter {
  readonly #said: string[] = []

  onTestCaseResult(test: TestCase): void {
    const { state, errors } = test.result()
    if (state !== 'passed' || errors === undefined || errors.length === 0) return
    const why = errors.map(({ stack, message, diff = '' }) => `${stack ?? message}\n${diff}`)
    this.#said.push(`${test.module.relativeModuleId} > ${test.fullName}\n${why.join('\n')}`)
  }

  onTestRunEnd(): void {
    if (this.#said.length === 0) return
    process.stdout.write(`\nPassed at a second try only:\n\n${this.#said.join('\n')}\n`)
  }
}
