// Reading one floor: the blocks of its page with the things before them, and the place where one is.
import { Fragment, useLayoutEffect, useMemo, useRef, useState, type MouseEvent, type RefObject } from 'react'
import type { ArtifactId } from '../../shared/world/address.ts'
import { atLeast } from '../../shared/world/rights.ts'
import { afterDrawing } from '../world/geometry/window-spot.ts'
import type { Viewport } from '../world/geometry/viewport.ts'
import { useLang, useRoot } from '../world/context/use-world.ts'
import { directionOf } from '../../shared/page/line-direction.ts'
import { useRight } from '../world/play/you.ts'
import { startOf } from '../../shared/page/page-parser.ts'
import { BlockWords, taskIn } from './read-block.tsx'
import type { Block, PageBlocks, PlacedThings } from './blocks.ts'
import { Chips, PressContext, ThingCard, type OpenChip } from './chips.tsx'
import { placePressed } from './place-pressed.ts'
import { TickContext, useTick } from './tasks.tsx'
import { useLeading } from './use-leading.ts'
import { usePlaced, useReadPage } from './use-page.ts'
import { EmbedContext } from './read-embed.tsx'
import { LeadingContext } from './read-link.tsx'

/** How far one has read. */
export interface ReadTo {
  readonly line: number
  /** That is not where one began. */
  readonly isElsewhere: boolean
}

interface ReadPageProps {
  readonly host: ArtifactId
  readonly viewport: Viewport
  /** The line that it begins at; null: at its beginning. */
  readonly begin: number | null
  /** It is there, and can be asked how far one has read as long as it is; null: there is nothing. */
  readonly onThere: (readTo: () => ReadTo | null) => void
  readonly onShow: (id: ArtifactId) => void
  /** Writes at a place of the page, on which a finger was put; null: one may not. */
  readonly onWrite: ((at: number) => void) | null
  /** Goes into a thing; there to a line, or where one was before. */
  readonly onEnter: (id: ArtifactId, line: number | null) => void
}

export function ReadPage({ host, viewport, begin, onThere, onShow, onWrite, onEnter }: ReadPageProps) {
  const place = useRef<HTMLElement>(null)
  const page = useReadPage(host)
  const placed = usePlaced(host, page, viewport)
  const lang = useLang()
  const tick = useTick(host)
  const [pressed, setPressed] = useState<OpenChip | null>(null)
  const leading = useLeading(host, {
    toLine: (line) => goToLine(place.current, line),
    into: onEnter,
  })
  usePlace(place, begin, onThere)
  const isEmpty = page.blocks.length === 0
  function onClick({ nativeEvent }: MouseEvent): void {
    const at = onWrite && placePressed(page, nativeEvent)
    if (at !== null) onWrite?.(at)
  }
  const here = useMemo(() => ({ id: host, depth: 0 }), [host])
  return (
    <LeadingContext value={leading}>
      <PressContext value={setPressed}>
        {/* It scrolls: by keys, too, which write by the button above. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex, jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions */}
        <main ref={place} className="reading-body" tabIndex={0} aria-label="The page" onClick={onClick}>
          <article className="read" lang={lang}>
            {isEmpty && <Nothing host={host} hasThings={placed.last.length > 0} />}
            <TickContext value={tick}>
              <EmbedContext value={here}>
                <Blocks page={page} placed={placed} />
              </EmbedContext>
            </TickContext>
            <Chips ids={placed.last} label={isEmpty ? 'Things here' : 'Things below the text'} />
          </article>
        </main>
        {pressed && (
          <ThingCard
            pressed={pressed}
            onClose={() => setPressed(null)}
            onShow={onShow}
            onEnter={(id) => {
              setPressed(null)
              onEnter(id, null)
            }}
          />
        )}
      </PressContext>
    </LeadingContext>
  )
}

interface NothingProps {
  readonly host: ArtifactId
  readonly hasThings: boolean
}

function Nothing({ host, hasThings }: NothingProps) {
  const mayEdit = atLeast(useRight(), 'edit')
  const isRoot = useRoot() === host
  const where = isRoot ? 'on the page of this world' : 'on this page'
  if (mayEdit) {
    return (
      <p className="read-nothing" lang="en">
        Nothing is written {where} yet. Press the pencil above, and write.
      </p>
    )
  }
  return (
    <p className="read-nothing" lang="en">
      Nothing is written {where} yet.
      {hasThings ? ' Press one of these things to see what it is.' : ' Come back when someone has.'}
    </p>
  )
}

interface BlocksProps {
  readonly page: PageBlocks
  readonly placed: PlacedThings
}

const NONE: readonly ArtifactId[] = []

function Blocks({ page, placed }: BlocksProps) {
  const { text, blocks } = page
  const addresses = useSame(page.addresses)
  const source = { text, addresses }
  const thingsAt = ({ key }: Block): readonly ArtifactId[] => placed.before.get(key) ?? NONE
  return blocks.map((block) => {
    const { key, node, line, items } = block
    if (items.length === 0) {
      return (
        <div key={key} className="read-block" data-line={line}>
          <Chips ids={thingsAt(block)} />
          <BlockWords id={key} node={node} {...source} />
        </div>
      )
    }
    const isNumbered = node.name === 'OrderedList'
    const List = isNumbered ? 'ol' : 'ul'
    const first = isNumbered ? startOf(text, node) : 0
    return (
      <List key={key} dir={directionOf(block.source)}>
        {items.map((item, at) => {
          const ids = thingsAt(item)
          return (
            <Fragment key={item.key}>
              {ids.length > 0 && (
                <li className="read-between">
                  <Chips ids={ids} />
                </li>
              )}
              <li
                className="read-block"
                data-line={item.line}
                data-task={taskIn(source, item.node)}
                {...(isNumbered && { value: first + at })}
              >
                <BlockWords id={item.key} node={item.node} {...source} />
              </li>
            </Fragment>
          )
        })}
      </List>
    )
  })
}

/** The same map as long as it says the same. */
function useSame(addresses: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const said = JSON.stringify([...addresses])
  // oxlint-disable-next-line react/exhaustive-deps -- another map that says the same changes nothing
  return useMemo(() => addresses, [said])
}

/** Begins at a line, and says who can tell at which one it is. */
function usePlace(
  place: RefObject<HTMLElement | null>,
  begin: number | null,
  onThere: (readTo: () => ReadTo | null) => void,
): void {
  const [beginAt] = useState(begin)
  const tell = useRef(onThere)
  useLayoutEffect(() => {
    const box = place.current
    if (!box) return
    if (beginAt !== null) goToLine(box, beginAt)
    tell.current(() => {
      const line = lineAtTop(box)
      return line === null ? null : { line, isElsewhere: line !== lineOfBlock(box, beginAt ?? 1) }
    })
  }, [place, beginAt])
}

const blocksIn = (box: HTMLElement): HTMLElement[] => [...box.querySelectorAll<HTMLElement>('[data-line]')]
const lineOf = ({ dataset }: HTMLElement): number => Number(dataset['line'] ?? 1)

/** The block that a line is in; above them all, the first one. */
function blockOf(box: HTMLElement, line: number): HTMLElement | undefined {
  const blocks = blocksIn(box)
  return blocks.findLast((one) => lineOf(one) <= line) ?? blocks[0]
}

function lineOfBlock(box: HTMLElement | null, line: number): number | null {
  const block = box && blockOf(box, line)
  return block ? lineOf(block) : null
}

/** Brings the block that a line is in to the top. */
function goToLine(box: HTMLElement | null, line: number): void {
  const block = box && blockOf(box, line)
  if (!block) return
  block.scrollIntoView({ block: 'start' })
  // Blocks that come into sight get their layout only now, and are higher or lower than estimated.
  afterDrawing(() => block.scrollIntoView({ block: 'start' }))
}

/** The line of the first block that is seen; null: there is none. */
function lineAtTop(box: HTMLElement): number | null {
  const { top } = box.getBoundingClientRect()
  const blocks = blocksIn(box)
  let low = 0
  let high = blocks.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    // Half of a line's height: a block of which only that is left has been read.
    if ((blocks[middle]?.getBoundingClientRect().bottom ?? 0) < top + 14) low = middle + 1
    else high = middle
  }
  const first = blocks[low]
  return first ? lineOf(first) : null
}
