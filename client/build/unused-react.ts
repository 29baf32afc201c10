// React without what this client does not use: pages made by a server, transitions between views, styles and
// scripts that components ask for, and a few smaller parts. React has them in one file, for everybody, and a
// world would wait for them: a sixth of that file.
import type { Plugin } from 'vite'

/** Functions that are called only where the part is used that they belong to: there is an error instead. */
const NEVER_CALLED = [
  // Pages made by a server (hydration).
  'attemptExplicitHydrationTarget',
  'canHydrateInstance',
  'canHydrateTextInstance',
  'clearHydrationBoundary',
  'hideOrUnhideDehydratedBoundary',
  'popToNextHostParent',
  'prepareToHydrateHostInstance',
  'queueIfContinuousEvent',
  'updateDehydratedSuspenseComponent',
  // Styles and scripts that components ask for.
  'acquireResource',
  'insertStylesheet',
  'insertStylesheetIntoRoot',
  'insertSuspendedStylesheets',
  'preconnectAs',
  'preinitModuleScript',
  'preinitScript',
  'preinitStyle',
  'preload',
  'preloadModule',
  'preloadResource',
  'preloadStylesheet',
  'suspendResource',
  // Transitions between views.
  'commitAfterMutationEffectsOnFiber',
  'createViewTransitionInstance',
  'startViewTransition',
  // <Activity>, <SuspenseList>, useActionState, fragments with a ref, elements of one's own.
  'commitNewChildToFragmentInstance',
  'deleteChildFromFragmentInstance',
  'dispatchActionState',
  'mountActionState',
  'rerenderActionState',
  'runActionStateAction',
  'setPropOnCustomElement',
  'updateActionStateImpl',
  'updateActivityComponent',
  'updateSuspenseListComponent',
  'validateDocumentPositionWithFiberTree',
]

/** Functions that are called, and do something only where their part is used. */
const DO_NOTHING = [
  'applyViewTransitionName',
  'applyViewTransitionToHostInstances',
  'applyViewTransitionToHostInstancesRecursive',
  'commitActivityHydrationCallbacks',
  'commitAppearingPairViewTransitions',
  'commitDeletedPairViewTransitions',
  'commitEnterViewTransitions',
  'commitExitViewTransitions',
  'commitNestedViewTransitions',
  'commitSuspenseHydrationCallbacks',
  'measureNestedViewTransitions',
  'measureViewTransitionHostInstancesRecursive',
  'popHydrationState',
  'restoreEnterOrExitViewTransitions',
  'restoreNestedViewTransitions',
  'restorePairedViewTransitions',
  'restoreViewTransitionName',
  'restoreViewTransitionOnHostInstances',
  'scheduleViewTransitionEvent',
  'trackEnterViewTransitions',
]

const BODIES: readonly (readonly [string, string])[] = [
  ...NEVER_CALLED.map((name) => [name, 'throw leftOut();'] as const),
  ...DO_NOTHING.map((name) => [name, ''] as const),
  // What a title has of its own is none.
  ['getResource', 'return null;'],
  // The way to an error, by the names of components. React finds lines, too, but those of a built file.
  [
    'describeNativeComponentFrame',
    'var name = fn && (fn.displayName || fn.name); return name ? describeBuiltInComponentFrame(name) : "";',
  ],
]

const LEFT_OUT =
  'function leftOut() { return Error("This part of React is not in the build: unused-react.ts"); }'

/** A Vite plugin that leaves these parts out. Another version of React may name them otherwise: it fails. */
export function unusedReact(): Plugin {
  return {
    name: 'inkland-unused-react',
    apply: 'build',
    enforce: 'pre',
    transform: {
      filter: { id: /\/react-dom-client\.production\.js$/ },
      handler: (code) => BODIES.reduce(withBody, `${LEFT_OUT}\n${code}`),
    },
  }
}

/** `code` with another body of one of its functions at the top. */
function withBody(code: string, [name, body]: readonly [string, string]): string {
  const whole = new RegExp(`^(function ${name}\\([^)]*\\)) \\{\\n[^]*?^\\}$`, 'm')
  if (!whole.test(code)) throw new Error(`React has no function ${name}: see unused-react.ts.`)
  return code.replace(whole, (_all, head: string) => `${head} { ${body} }`)
}
