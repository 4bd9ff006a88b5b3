/** How a function that imports by name is told what to import. */
export interface Importer {
  /** `object`: a dotted path whose last part is a name in a module. */
  readonly takes: 'module' | 'object';
  readonly by: 'dynamic' | 'probe';
  /** Position and keyword of the name. */
  readonly argument: number;
  readonly keyword: string;
}

function importer(takes: Importer['takes'] = 'module', by: Importer['by'] = 'dynamic', argument = 0, keyword = 'name'): Importer {
  return { takes, by, argument, keyword };
}

/**
 * Functions that import a module or an object of it by a text, by the last part of their name: importlib and pkgutil
 * (Python's Library Reference), pytest.importorskip, django.utils.module_loading.import_string,
 * werkzeug.utils.import_string, `lazy_loader.load`, TensorFlow's LazyLoader (third argument), pandas'
 * import_optional_dependency, dask's import_required, MONAI's optional_import, kombu's symbol_by_name, Starlette's
 * and uvicorn's import_from_string.
 */
export const BY_LAST: ReadonlyMap<string, Importer> = new Map([
  ['import_module', importer()],
  ['__import__', importer()],
  ['find_spec', importer('module', 'probe')],
  ['find_loader', importer('module', 'probe')],
  ['importorskip', importer('module', 'dynamic', 0, 'modname')],
  ['import_string', importer('object', 'dynamic', 0, 'dotted_path')],
  ['import_from_string', importer('object', 'dynamic', 0, 'import_str')],
  ['import_object', importer('object')],
  ['import_by_path', importer('object', 'dynamic', 0, 'dotted_path')],
  ['symbol_by_name', importer('object')],
  ['resolve_name', importer('object')],
  ['lazy_import', importer()],
  ['lazy_module', importer()],
  ['LazyImport', importer()],
  ['LazyModule', importer()],
  ['LazyLoader', importer('module', 'dynamic', 2)],
  ['try_import', importer()],
  ['optional_import', importer('module', 'dynamic', 0, 'module')],
  ['import_optional_dependency', importer()],
  ['import_required', importer('module', 'dynamic', 0, 'mod_name')],
  ['runpy.run_module', importer('module', 'dynamic', 0, 'mod_name')],
  ['lazy_loader.load', importer('module', 'dynamic', 0, 'fullname')],
]);

/** Functions of these names do something else in any other library. */
export const ONLY_WITHIN: ReadonlyMap<string, RegExp> = new Map([
  ['resolve_name', /^pkgutil\./],
  ['find_spec', /^(?:importlib|\.find_spec$|find_spec$)/],
  ['find_loader', /^(?:importlib|pkgutil|\.find_loader$|find_loader$)/],
]);
