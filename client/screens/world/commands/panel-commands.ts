// Commands for the view: panels, light, the list of keys.
import { nodeOf } from '../../../../shared/world/address.ts'
import { atLeast } from '../../../../shared/world/rights.ts'
import { notify } from '../../../notices/notices.ts'
import { chooseTheme, THEMES, type Theme } from '../../../browser/theme.ts'
import { ownerClock } from '../../../world/motion/shown-motion.ts'
import { CLOSED, type Panel } from '../../../world/context/selection.ts'
import { hideOutline, isOutlineShown, showOutline, stepsBack } from '../../../world/outline-shown.ts'
import { whereAmI } from '../../../world/people/surroundings.ts'
import { meIn } from '../../../world/play/you.ts'
import { runs, type Command, type Context } from '../../../world/commands/command-types.ts'
import { showTimeline, toggleAuthors, toggleTimeline } from '../../../world/timeline-shown.ts'
import { openFind, openKeys, openLooks, openReading } from '../../../world/commands/overlay.ts'
import { SHORTCUTS } from '../../../device/shortcuts.ts'

function toggle({ world: { selection } }: Context, panel: Panel): void {
  selection.open(selection.now.panel.kind === panel.kind ? CLOSED : panel)
}

function toggleOutline(context: Context): void {
  if (context.isPhone) toggle(context, { kind: 'outline' })
  else {
    const { selection } = context.world
    const isBack = stepsBack(selection.now.panel.kind !== 'none')
    if (isOutlineShown() && !isBack) return hideOutline()
    if (isBack) selection.open(CLOSED)
    showOutline('all')
  }
}

/** The outline, narrowed. */
function showNarrowed(context: Context, filter: 'alive' | 'trouble'): void {
  showOutline(filter)
  if (context.isPhone) context.world.selection.open({ kind: 'outline' })
}

/** One step of zooming. */
const ZOOM = 1.25

const LIGHTS: Readonly<Record<Theme, string>> = {
  system: 'Same colours as the system',
  light: 'Light colours',
  dark: 'Dark colours',
}

export const SHOWING: readonly Command[] = [
  {
    id: 'outline',
    title: 'Outline',
    group: 'View',
    needs: 'edit',
    keys: SHORTCUTS.outline,
    inText: true,
    words: 'tree everything things sidebar list',
    does: runs(toggleOutline),
  },
  {
    id: 'inspector',
    title: 'Inspector',
    group: 'View',
    needs: 'edit',
    keys: SHORTCUTS.inspector,
    inText: true,
    words: 'properties settings page look colours sidebar',
    does: runs((context) => toggle(context, { kind: 'inspector' })),
  },
  {
    id: 'talk',
    title: 'Talk',
    group: 'View',
    words: 'chat say speech messages',
    does: runs((context) => toggle(context, { kind: 'talk' })),
  },
  {
    id: 'limbo',
    title: 'Limbo',
    group: 'View',
    needs: 'edit',
    words: 'deleted bin trash bring back restore',
    does: runs((context) => toggle(context, { kind: 'limbo' })),
  },
  {
    id: 'timeline',
    title: 'Timeline',
    group: 'View',
    keys: SHORTCUTS.timeline,
    inText: true,
    words: 'history past versions time back undo earlier before restore',
    does: runs(toggleTimeline),
  },
  {
    id: 'history',
    title: 'Sessions, versions and changes',
    group: 'View',
    words: 'history past timeline who wrote blame difference compare restore',
    does: runs((context) => {
      showTimeline()
      toggle(context, { kind: 'history' })
    }),
  },
  {
    id: 'drafts',
    title: 'Drafts',
    group: 'View',
    // A draft of another node's world is kept on one's own.
    when: ({ right, world }) => nodeOf(world.replica.address) !== null || atLeast(right, 'edit'),
    words: 'draft branch fork copy try review merge update publish unpublish',
    does: runs((context) => toggle(context, { kind: 'drafts' })),
  },
  {
    id: 'authors',
    title: 'Who wrote what on the page',
    group: 'View',
    words: 'authors blame history letters names colours',
    does: runs(toggleAuthors),
  },
  {
    id: 'hands',
    title: 'What you carry',
    group: 'View',
    needs: 'act',
    words: 'inventory hands hold things bag',
    does: runs((context) => toggle(context, { kind: 'hands' })),
  },
  {
    id: 'where-am-i',
    title: 'Where am I',
    group: 'View',
    keys: SHORTCUTS.whereAmI,
    inText: true,
    words: 'place near around who things read aloud',
    does: runs(({ world }) => {
      const me = meIn(world)
      const words = me && whereAmI(world.view, me, ownerClock.now())
      notify({ text: words ?? 'You are not walking here. Start walking to be somewhere.', timeoutMs: 0 })
    }),
  },
  {
    id: 'looks',
    title: 'How you look',
    group: 'View',
    words: 'avatar figure colour name face me',
    does: runs(openLooks),
  },
  {
    id: 'people',
    title: 'Who is here',
    group: 'View',
    words: 'people others presence',
    does: runs((context) => toggle(context, { kind: 'people' })),
  },
  {
    id: 'alive',
    title: 'What is alive here',
    group: 'View',
    needs: 'edit',
    words: 'code behavior programs alive outline',
    does: runs((context) => showNarrowed(context, 'alive')),
  },
  {
    id: 'trouble',
    title: 'What is in trouble',
    group: 'View',
    needs: 'edit',
    words: 'faults errors broken code asleep',
    does: runs((context) => showNarrowed(context, 'trouble')),
  },
  {
    id: 'read',
    title: 'Read',
    group: 'View',
    words: 'reading view page text column reflow book larger letters',
    does: runs(({ world }) => openReading(world.replica.address)),
  },
  {
    id: 'print',
    title: 'Print or save as PDF',
    group: 'View',
    words: 'paper export document page',
    // The palette is gone first, and what had the focus before it has it again.
    does: runs(() => setTimeout(() => globalThis.print())),
  },
  {
    id: 'find-in-page',
    title: 'Find in the page',
    group: 'View',
    keys: SHORTCUTS.findInPage,
    inText: true,
    words: 'search words text look for replace',
    does: runs(openFind),
  },
  {
    id: 'keys',
    title: 'Keyboard shortcuts',
    group: 'View',
    keys: SHORTCUTS.keys,
    words: 'shortcuts keyboard help list',
    does: runs(openKeys),
  },
  {
    id: 'zoom-in',
    title: 'Zoom in',
    group: 'View',
    words: 'larger bigger',
    does: runs(({ viewport }) => viewport.zoom?.by(ZOOM)),
  },
  {
    id: 'zoom-out',
    title: 'Zoom out',
    group: 'View',
    words: 'smaller',
    does: runs(({ viewport }) => viewport.zoom?.by(1 / ZOOM)),
  },
  {
    id: 'zoom-floor',
    title: 'Fit the whole floor width',
    group: 'View',
    words: 'zoom fit',
    // Who walks has a key for it.
    when: ({ mode }) => mode !== 'walk',
    does: runs(({ viewport }) => viewport.zoom?.fitTo('floor')),
  },
  {
    id: 'zoom-text',
    title: 'Fit the text to the window',
    group: 'View',
    words: 'zoom fit read',
    when: ({ isPhone }) => isPhone,
    does: runs(({ viewport }) => viewport.zoom?.fitTo('text')),
  },
  ...THEMES.map((theme): Command => ({
    id: `light-${theme}`,
    title: LIGHTS[theme],
    group: 'View',
    words: 'theme dark light mode night',
    does: runs(() => chooseTheme(theme)),
  })),
]
