// Putting things back as they were: everything, a thing with what is in it, a page, or a passage of it.
import { ChevronDown, FileText, Globe, TextSelect } from 'lucide-react'
import { useState } from 'react'
import type { Restoring } from '../../api/history-api.ts'
import { wordsOf } from '../../api/request.ts'
import { notify } from '../../notices/notices.ts'
import { DrawnThing } from '../../drawings/drawn-thing.tsx'
import { Button } from '../../parts/button.tsx'
import { Question } from '../../parts/dialog.tsx'
import { Menu, MenuItem } from '../../parts/menu.tsx'
import { useSelected } from '../../world/context/selection.ts'
import { useArtifactState, useRoot, useWorld } from '../../world/context/use-world.ts'
import type { Viewport } from '../../world/geometry/viewport.ts'
import { useShownFloor } from '../../world/shown-floor.ts'
import { momentWords } from '../words/moment-words.ts'
import { useTimeTravel } from '../use-time-travel.ts'
import type { Moment } from '../travel/time-travel.ts'
import { passageOn, restore, type PagePassage } from './past-actions.ts'

const ICON = 16

export function RestoreMenu({ viewport }: { readonly viewport: Viewport }) {
  const travel = useTimeTravel()
  const { selection } = useWorld()
  const floor = useShownFloor()
  const isRoot = useRoot() === floor
  const [asked, setAsked] = useState<Moment | null>(null)
  const [isAsking, setAsking] = useState(false)
  const [passage, setPassage] = useState<PagePassage | null>(null)
  const chosen = useSelected(selection, (now) => now.id)
  const thing = useArtifactState(chosen, (artifact) => artifact)
  const floorName = useArtifactState(floor, (artifact) => artifact?.name ?? '')
  function ask(): void {
    setAsked(travel.moment.now)
    setAsking(true)
  }
  function put(what: Omit<Restoring, 'revision'>, words: string): void {
    const revision = travel.moment.now?.revision
    if (revision === undefined) return
    restore(travel, { revision, ...what }, words).catch((error: unknown) => notify({ text: wordsOf(error) }))
  }
  const at = asked?.at ?? null
  return (
    <>
      <Menu
        trigger={
          <Button
            look="quiet"
            className="past-restore"
            onPointerDown={() => setPassage(passageOn(viewport, floor))}
            onFocus={() => setPassage(passageOn(viewport, floor))}
          >
            Restore
            <ChevronDown size={15} aria-hidden="true" />
          </Button>
        }
      >
        <MenuItem icon={<Globe size={ICON} aria-hidden="true" />} onClick={ask}>
          Restore everything…
        </MenuItem>
        {thing !== null && (
          <MenuItem
            icon={
              <span className="menu-drawing">
                <DrawnThing look={thing.look} />
              </span>
            }
            onClick={() => put({ things: [thing.id] }, nameOf(thing.name))}
          >
            Restore {nameOf(thing.name)}, with what is in it
          </MenuItem>
        )}
        {thing !== null && (
          <MenuItem
            icon={<FileText size={ICON} aria-hidden="true" />}
            onClick={() => put({ page: thing.id }, `The page of ${nameOf(thing.name)}`)}
          >
            Restore the page of {nameOf(thing.name)}
          </MenuItem>
        )}
        {thing === null && floor !== null && (
          <MenuItem
            icon={<FileText size={ICON} aria-hidden="true" />}
            onClick={() => put({ page: floor }, isRoot ? 'The world’s page' : `The page of ${floorName}`)}
          >
            Restore this page
          </MenuItem>
        )}
        {passage !== null && (
          <MenuItem
            icon={<TextSelect size={ICON} aria-hidden="true" />}
            onClick={() => put({ passage: placeOf(passage) }, 'The passage')}
          >
            Restore the selected passage
          </MenuItem>
        )}
      </Menu>
      <Question
        title="Restore everything as it was?"
        text={`The whole world becomes as it was${at === null ? ' then' : `: ${momentWords(at)}`}. Nothing is lost: the world of now is kept as a version, and restoring is an edit that can be taken back.`}
        yes="Restore everything"
        open={isAsking}
        onClose={() => setAsking(false)}
        onYes={async () => {
          if (asked !== null) await restore(travel, { revision: asked.revision }, 'The world')
        }}
      />
    </>
  )
}

const nameOf = (name: string): string => (name === '' ? 'this thing' : name)
const placeOf = ({ id, from, to }: PagePassage): NonNullable<Restoring['passage']> => ({ id, from, to })
