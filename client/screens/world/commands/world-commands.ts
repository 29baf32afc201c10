// Commands for the world as a whole: undo and redo, its title, giving it to others, saving it as a file.
import { wordsOf } from '../../../api/request.ts'
import { notify } from '../../../notices/notices.ts'
import { askForFiles, canChooseFolder } from '../../../world/file-requests.ts'
import type * as Saving from '../../../folder/save-folder.ts'
import type { ArtifactId } from '../../../../shared/world/address.ts'
import { nameWorld } from '../../../world/context/act.ts'
import { exportPath } from '../../../api/worlds-api.ts'
import {
  asks,
  runs,
  type Command,
  type Context,
  type CommandStep,
} from '../../../world/commands/command-types.ts'
import { SHORTCUTS } from '../../../device/shortcuts.ts'

export const WORLD: readonly Command[] = [
  {
    id: 'undo',
    title: 'Undo',
    group: 'World',
    needs: 'edit',
    keys: SHORTCUTS.undo,
    words: 'back',
    does: runs(({ world }) => world.undo.undo()),
  },
  {
    id: 'redo',
    title: 'Redo',
    group: 'World',
    needs: 'edit',
    keys: SHORTCUTS.redo,
    words: 'again forward',
    does: runs(({ world }) => world.undo.redo()),
  },
  {
    id: 'share',
    title: 'Share',
    group: 'World',
    words: 'invite send link url address rights who may knock people',
    does: runs(({ world }) => world.selection.open({ kind: 'share' })),
  },
  {
    id: 'title',
    title: 'Rename the world',
    group: 'World',
    needs: 'edit',
    words: 'rename name',
    does: asks(askTitle),
  },
  {
    id: 'own-world',
    title: 'Copy this world into one of my own',
    group: 'World',
    needs: 'act',
    words: 'copy duplicate fork template try tour',
    does: runs(makeOwn),
  },
  {
    id: 'save-folder',
    title: 'Save the world as a folder',
    group: 'World',
    words: 'export download markdown zip backup files',
    does: runs(({ world }) =>
      withSaving(({ saveOpenWorld }) => saveOpenWorld(world.view, world.replica.address)),
    ),
  },
  {
    id: 'save-page',
    title: 'Save this page as one HTML file',
    group: 'World',
    words: 'export download web offline read print pdf document',
    does: runs(({ world, floor }) => saveAsPage(world, floor)),
  },
  {
    id: 'save-pages',
    title: 'Save the world as one HTML file',
    group: 'World',
    words: 'export download web offline read print pdf document all pages',
    does: runs(({ world }) => saveAsPage(world, null)),
  },
  {
    id: 'save-thing',
    title: 'Save what is selected as a folder',
    group: 'Selected things',
    words: 'export download markdown zip files',
    when: ({ selected }) => selected.length === 1,
    does: runs(({ world, selected: [id] }) => {
      if (id !== undefined) withSaving(({ saveOneThing }) => saveOneThing(world.view, id))
    }),
  },
  {
    id: 'bring-files',
    title: 'Import Markdown files',
    group: 'World',
    needs: 'edit',
    words: 'import upload open zip pages',
    does: runs(() => askForFiles('files')),
  },
  {
    id: 'bring-folder',
    title: 'Import a folder of Markdown files',
    group: 'World',
    needs: 'edit',
    words: 'import upload open pages',
    when: canChooseFolder,
    does: runs(() => askForFiles('folder')),
  },
  {
    id: 'export',
    title: 'Save the world as one file, with its history',
    group: 'World',
    needs: 'edit',
    words: 'export download backup copy',
    does: runs(({ world }) => download(exportPath(world.replica.address))),
  },
]

/** As this device has it: if one may not write, one can go on with it elsewhere. */
function makeOwn({ world }: Context): void {
  import('../../../sharing/closed/own-world.ts')
    .then(({ makeOwnWorld, sceneBytes }) => makeOwnWorld(sceneBytes(world.replica.scene)))
    .catch((error: unknown) => notify({ text: wordsOf(error) }))
}

const sayUnsaved = (): void => notify({ text: 'It could not be saved. Try again.' })

function withSaving(work: (saving: typeof Saving) => Promise<void>): void {
  import('../../../folder/save-folder.ts').then(work).catch(sayUnsaved)
}

function saveAsPage({ view, replica }: Context['world'], floor: ArtifactId | null): void {
  import('../../../folder/save-page.ts')
    .then(({ savePage }) => savePage(view, replica.address, floor))
    .catch(sayUnsaved)
}

function askTitle({ world }: Context): CommandStep {
  return {
    prompt: `What should “${world.view.title}” be called?`,
    nothing: 'Enter a title.',
    choices: (typed) =>
      typed.trim() === ''
        ? []
        : [
            {
              id: 'title',
              title: `Rename to “${typed.trim()}”`,
              always: true,
              does: runs(() => {
                void nameWorld(world, typed)
              }),
            },
          ],
  }
}

function download(path: string): void {
  const link = document.createElement('a')
  link.href = path
  link.download = ''
  link.click()
}
