"""Print calls as log lines: (before, after), and what stays a print."""

import ast

import libcst as cst
import pytest

from nb2prod.rewrite.logs import logged


def source(node):
    return cst.Module([]).code_for_node(node)


TABLE = [
    ("print('done')", "log.info('done')"),
    ("print(' ' * 14, 'Report')", "log.info('Report')"),
    ("print('-' * 14, 'Report')", "log.info('%s Report', '-' * 14)"),
    ("print(x)", "log.info('x %s', x)"),
    ("print(RED + 'Rows')", "log.info(RED + 'Rows')"),
    ("print(RED + f'{x}', RED + 'y', z)", "log.info('%s %s %s', RED + f'{x}', RED + 'y', z)"),
    ("print(rows.style.format('{:.2f}').hide())", "log.info('rows:\\n%s', rows)"),  # a log has no colours
    ("print(x.style())", "log.info('style of x %s', x.style())"),
    ("print(x, df['a'].mean())", "log.info(\"x %s, mean of a %s\", x, df['a'].mean())"),
    ("print(round(x % 3, 2))", "log.info('x %% 3 %s', round(x % 3, 2))"),
    ("print(report(y, p))", "log.info('report of y, p %s', report(y, p))"),
    ("print(summary(y, p))", "log.info('summary of y, p:\\n%s', summary(y, p))"),
    ("print(rows)", "log.info('rows:\\n%s', rows)"),
    ("print(said)", "log.info('%s', said)"),
    (f"print(f({', '.join(['number'] * 9)}))", f"log.info('f %s', f({', '.join(['number'] * 9)}))"),
    (f"print({' + '.join(['number'] * 9)})", f"log.info('%s', {' + '.join(['number'] * 9)})"),
    ("print(7)", "log.info('%s', 7)"),
    ("print('rows', n)", "log.info('rows %s', n)"),
    ("print('rows:', n, 'of', m)", "log.info('rows: %s of %s', n, m)"),
    ("print('100%', x)", "log.info('100%% %s', x)"),
    ("print('100%')", "log.info('100%')"),
    ("print(f'{n} rows')", "log.info('%s rows', n)"),
    ("print('%d rows' % n)", "log.info('%d rows', n)"),
    ("print('{} rows'.format(n))", "log.info('%s rows', n)"),
    ("print('%d of %d' % (n, m))", "log.info('%d of %d', n, m)"),
    ("print('%s of %(m)s' % n)", "log.info('%s of %(m)s' % n)"),
    ("print('%s %s' % n)", "log.info('%s %s' % n)"),
    ("print(f'{x:.2f}% of {y!r}')", "log.info('%.2f%% of %r', x, y)"),
    ("print(f'{x:>8}')", "log.info(f'{x:>8}')"),
    ("print(f'plain {{}}')", "log.info('plain {}')"),
    ("print('{:.3f} {}'.format(x, y))", "log.info('%.3f %s', x, y)"),
    ("print(low), print(df.a.mean())", "log.info('low %s, mean of df.a %s', low, df.a.mean())"),
    ("print('{0:0.3f} {1}'.format(x, y))", "log.info('%0.3f %s', x, y)"),
    ("print(f_value)", "log.info('f %s', f_value)"),
    ("print('{0} {0}'.format(x))", "log.info('{0} {0}'.format(x))"),
    ("print(grid.best_estimator_)", "log.info('best estimator of grid %s', grid.best_estimator_)"),
    (
        "print(df.groupby('town').price.mean())",
        "log.info('mean of price of df by town %s', df.groupby('town').price.mean())",
    ),
    ("print(export_text(tree, decimals=2))", "log.info('export text of tree:\\n%s', export_text(tree, decimals=2))"),
    ("print('a', 'b', sep='-')", "log.info('a-b')"),
    ("print(a, b, sep=', ')", "log.info('%s, %s', a, b)"),
    ("print(x, end='')", "log.info('x %s', x)"),
    ("print(x, flush=True)", "log.info('x %s', x)"),
    ("print('\\n\\nTitle\\n')", "log.info('Title')"),
    ("print('a' 'b')", "log.info('ab')"),
    ("print(m.predict(x))", "log.info('predictions of m for x %s', m.predict(x))"),
    ("print(m.predict([[3]]))", "log.info('m.predict([[3]]) %s', m.predict([[3]]))"),
    ("print(np.log(x).skew())", "log.info('skew of log of x %s', np.log(x).skew())"),
    ("print(np.log(x['a']).skew())", "log.info(\"skew of log of a %s\", np.log(x['a']).skew())"),
    ("print(np.allclose(a, b.c))", "log.info('allclose of a, b.c %s', np.allclose(a, b.c))"),
    ("print(x.quantile(0.9))", "log.info('quantile 0.9 of x %s', x.quantile(0.9))"),
    ("print(x.mean().round(2))", "log.info('mean of x %s', x.mean().round(2))"),
    (
        "print(pd.Series(x).value_counts())",
        "log.info('value counts of Series of x:\\n%s', pd.Series(x).value_counts())",
    ),
    ("print(m.score(x, y))", "log.info('score of m for x, y %s', m.score(x, y))"),
    ("print(y[:5])", "log.info('first 5 of y %s', y[:5])"),
    ("print(x[m.names_].max())", "log.info('max of names of m in x %s', x[m.names_].max())"),
    ("print(x[['a', 'b']].max())", "log.info(\"max of a, b in x %s\", x[['a', 'b']].max())"),
    (f"print(x[{['column'] * 9}].head())", f"log.info('%s', x[{['column'] * 9}].head())"),
    ("print(x[x > 3].max())", "log.info('x[x > 3].max() %s', x[x > 3].max())"),
    ("print(100 * n / len(x))", "log.info('n, in percent %s', 100 * n / len(x))"),
    ("print(n / len(x) * 100)", "log.info('n, in percent %s', n / len(x) * 100)"),
    ("print(n / len(x))", "log.info('n / len(x) %s', n / len(x))"),
    ("print(names[i], weights[i])", "log.info('%s, %s', names[i], weights[i])"),
    ("print(', '.join(names))", "log.info(', '.join(names))"),  # a text
    ("print(os.path.join(a, b))", "log.info('%s', os.path.join(a, b))"),
    ("print(x[0].max())", "log.info('x[0].max():\\n%s', x[0].max())"),
    ("print(f(x, n=3))", "log.info('f of x %s', f(x, n=3))"),
    ("print(m.f(x, n=3))", "log.info('m.f(x, n=3) %s', m.f(x, n=3))"),
    ("print(np.pi)", "log.info('np.pi %s', np.pi)"),
    ("print(odd.predict(steps=9))", "log.info('odd.predict(steps=9) %s', odd.predict(steps=9))"),  # it may give itself
    (
        "print(odd.predict(steps=9).total())",
        "log.info('odd.predict(steps=9).total() %s', odd.predict(steps=9).total())",
    ),
    ("print(town)", "log.info('%s', town)"),
    ("print(town, n)", "log.info('town %s, n %s', town, n)"),
    ("print(odd.total())", "log.info('total of odd %s', odd.total())"),
    ("print('it\\'s', x)", 'log.info("it\'s %s", x)'),
]


@pytest.mark.parametrize(("before", "after"), TABLE, ids=[row[0] for row in TABLE])
def test_logged(before, after):
    found = logged(
        cst.parse_expression(before),
        "log",
        {
            "rows": "table",
            "said": "text",
            "f_value": "metric:f",
            "odd": "unknown",
            "town": "turn",
            "x[0].max()": "table",
        },
    )
    assert found is not None and ast.dump(ast.parse(source(found))) == ast.dump(ast.parse(after))


@pytest.mark.parametrize(
    "before",
    [
        "print(x, file=f)",
        "print(*rows)",
        "print(x, sep=s)",
        "print(**k)",
        "pprint(x)",
        "x.print(1)",
        "print",
        "other(print(1))",
    ],
)
def test_stays(before):
    assert logged(cst.parse_expression(before), "log") is None


SAME_WORDS = [
    ("print('a %s b')", {}),
    ("print('a %s', x)", {"x": 1}),
    ("print(x, '%d')", {"x": "%s"}),
    ("print(f'{x}%')", {"x": 5}),
    ("print('%d%%' % x)", {"x": 5}),
    ("print(x)", {"x": "%s %d"}),
    ("print(x, y)", {"x": (1, 2), "y": [3]}),
    ("print(x)", {"x": (1, 2)}),
    ("print(x)", {"x": {"a": 1}}),
    ("print(x, y, sep='%')", {"x": 1, "y": 2}),
    ("print('a', 'b%', sep=' | ')", {}),
    ("print('x: ' + str(x))", {"x": 1}),
    ("print('-' * 5)", {}),
    ("print(f'{x:.2f}%, {y}')", {"x": 0.5, "y": [1]}),
    ("print('%d%% of %-4s|' % (x, y))", {"x": 5, "y": "a"}),
    ("print('{}% {:.1e}'.format(x, y))", {"x": 5, "y": 0.5}),
    ("print('{:>5}|{:.1f}'.format(x, y))", {"x": 1, "y": 2.5}),
    ("print(f'{x!r:>6} {{}}')", {"x": "a"}),
    ("print()", {}),
    ("print('')", {}),
]


@pytest.mark.parametrize(("before", "names"), SAME_WORDS, ids=[f"{row[0]} {row[1]}" for row in SAME_WORDS])
def test_the_log_says_what_the_print_said(before, names, capsys, caplog):
    import logging

    exec(before, dict(names))
    found = logged(cst.parse_expression(before), "log")
    assert found is not None
    with caplog.at_level("INFO"):
        exec(source(found), {**names, "log": logging.getLogger("words")})
    told = [r.getMessage() for r in caplog.records]
    labels = [f"{name} {value}" for name, value in names.items()]  # of values that the print shows without a word
    assert told in ([capsys.readouterr().out.strip("\n")], [", ".join(labels)])
