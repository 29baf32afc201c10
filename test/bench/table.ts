// Tables of the measurements: one column per system, Inkland's ratio to each peer, and the target beside it.
import { DISTURBANCE, WORK, type Figure, type Scenario, type Target } from './scenario.ts'
import type { System } from './system.ts'

/** The rounds of one system in a scenario: by figure, the values of each round. */
export type Rounds = ReadonlyMap<System, readonly Readonly<Record<string, readonly number[]>>[]>

interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

/** The middle of some values and their ends; null when there are none. */
function spreadOf(values: readonly number[]): Spread | null {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b)
  const min = sorted[0]
  const max = sorted.at(-1)
  const upper = sorted[sorted.length >> 1]
  const lower = sorted[(sorted.length - 1) >> 1]
  if (min === undefined || max === undefined || upper === undefined || lower === undefined) return null
  return { median: (lower + upper) / 2, min, max }
}

const valuesOf = (rounds: Rounds, system: System, key: string): number[] =>
  (rounds.get(system) ?? []).flatMap((round) => round[key] ?? [])

/** One system's figure over another's, round by round, since a disturbance of one round disturbs both. */
function ratioOf(rounds: Rounds, system: System, over: System, key: string): Spread | null {
  const theirs = rounds.get(over) ?? []
  const ratios = (rounds.get(system) ?? []).flatMap((round, i) => {
    const own = spreadOf(round[key] ?? [])
    const other = spreadOf(theirs[i]?.[key] ?? [])
    return own && other && other.median !== 0 ? [own.median / other.median] : []
  })
  return spreadOf(ratios)
}

/** A scenario's table and verdicts, as Markdown; `slowness`: of test/fault/machine-speed.ts. */
export function tableOf(scenario: Scenario, rounds: Rounds, slowness: number): string {
  const [ours, ...peers] = scenario.systems
  if (!ours) return ''
  const lines = [['', ...scenario.systems.map(({ title }) => title)]]
  for (const figure of scenario.figures) {
    const cells = scenario.systems.map((system) => show(spreadOf(valuesOf(rounds, system, figure.key))))
    lines.push([`${figure.label} (${figure.unit})`, ...cells])
    if (!figure.compared || peers.length === 0) continue
    const ratios = peers.map((peer) => show(ratioOf(rounds, ours, peer, figure.key)))
    lines.push([`· ${ours.title} / it`, '', ...ratios])
  }
  const verdicts = scenario.targets.map((target) => `- ${verdict(scenario, target, rounds, slowness)}`)
  return [`## ${scenario.name}`, '', scenario.what, '', ...align(lines), '', ...verdicts].join('\n').trimEnd()
}

function verdict(scenario: Scenario, target: Target, rounds: Rounds, slowness: number): string {
  const [ours] = scenario.systems
  const figure = scenario.figures.find(({ key }) => key === target.figure)
  if (!ours || !figure) throw new Error(`${scenario.name} has a target without a figure`)
  const reached = target.times
    ? ratioOf(rounds, ours, target.times, target.figure)
    : spreadOf(valuesOf(rounds, ours, target.figure))
  const bound = target.times ? `${target.value} x ${target.times.title}` : `${target.value} ${figure.unit}`
  const isSlow = reached !== null && !target.times && figure.unit === 'ms' && slowness > SLOW
  const usually = isSlow ? `; ${short(reached.median / slowness)} ms at the speed of the usual machine` : ''
  const words = `target: ${figure.label} ${target.kind} ${bound}: ${judge(target, figure, reached)}${usually}`
  const disturbed = (spreadOf(valuesOf(rounds, ours, DISTURBANCE.key))?.median ?? 0) > DISTURBED
  if (!disturbed) return words
  const byWork = target.times ? ratioOf(rounds, target.times, ours, WORK.key) : null
  const instead = byWork ? `; by the work of the servers alone ${short(byWork.median)} x` : ''
  return `${words} (on a busy machine: not to be relied on${instead})`
}

/** Where work takes so many times as long as on the usual machine, it is said what that comes to there. */
const SLOW = 1.1

/** More than this many cores taken by other programs, and figures per second are no longer ours. */
const DISTURBED = 0.1

function judge(target: Target, figure: Figure, reached: Spread | null): string {
  if (!reached) return 'not measured'
  const met = target.kind === 'at least' ? reached.median >= target.value : reached.median <= target.value
  return `**${met ? 'met' : 'missed'}**, ${short(reached.median)} ${target.times ? 'x' : figure.unit}`
}

function show(spread: Spread | null): string {
  if (!spread) return '-'
  const { median, min, max } = spread
  return min === max ? short(median) : `${short(median)} (${short(min)} to ${short(max)})`
}

function short(value: number): string {
  const size = Math.abs(value)
  if (size >= 1e6) return `${(value / 1e6).toPrecision(3)}M`
  if (size >= 1e4) return `${Math.round(value / 100) / 10}k`
  if (size >= 100 || Number.isInteger(value)) return String(Math.round(value))
  return String(Number(value.toPrecision(2)))
}

function align(lines: readonly (readonly string[])[]): string[] {
  const widths = (lines[0] ?? []).map((_, i) => Math.max(3, ...lines.map((line) => (line[i] ?? '').length)))
  const row = (cells: readonly string[]): string =>
    `| ${widths.map((width, i) => (i === 0 ? (cells[i] ?? '').padEnd(width) : (cells[i] ?? '').padStart(width))).join(' | ')} |`
  const rule = `|${widths.map((width, i) => (i === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`
  const [head = [], ...body] = lines
  return [row(head), rule, ...body.map(row)]
}
